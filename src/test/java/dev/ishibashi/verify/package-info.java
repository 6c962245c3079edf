@NullMarked
package dev.ishibashi.verify;

import org.jspecify.annotations.NullMarked;
