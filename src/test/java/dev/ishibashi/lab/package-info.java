@NullMarked
package dev.ishibashi.lab;

import org.jspecify.annotations.NullMarked;
