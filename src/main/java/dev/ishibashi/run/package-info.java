/// Drives a change from its check through its waves to its record.
@NullMarked
package dev.ishibashi.run;

import org.jspecify.annotations.NullMarked;
