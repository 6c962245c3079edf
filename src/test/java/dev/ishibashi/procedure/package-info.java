@NullMarked
package dev.ishibashi.procedure;

import org.jspecify.annotations.NullMarked;
