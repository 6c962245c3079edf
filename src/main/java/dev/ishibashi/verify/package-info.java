/// Observes hosts before and after, and judges the difference.
@NullMarked
package dev.ishibashi.verify;

import org.jspecify.annotations.NullMarked;
