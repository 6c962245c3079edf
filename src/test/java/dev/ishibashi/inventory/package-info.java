@NullMarked
package dev.ishibashi.inventory;

import org.jspecify.annotations.NullMarked;
