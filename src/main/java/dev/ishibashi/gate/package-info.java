/// Decides pass, stop or needs-approval, from values alone.
@NullMarked
package dev.ishibashi.gate;

import org.jspecify.annotations.NullMarked;
