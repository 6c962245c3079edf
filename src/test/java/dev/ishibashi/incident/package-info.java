@NullMarked
package dev.ishibashi.incident;

import org.jspecify.annotations.NullMarked;
