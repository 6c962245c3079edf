/// The written change, parsed and valid.
@NullMarked
package dev.ishibashi.procedure;

import org.jspecify.annotations.NullMarked;
