@NullMarked
package dev.ishibashi.gate;

import org.jspecify.annotations.NullMarked;
