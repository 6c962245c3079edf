/// Interprets a script into its possible effects.
@NullMarked
package dev.ishibashi.effect;

import org.jspecify.annotations.NullMarked;
