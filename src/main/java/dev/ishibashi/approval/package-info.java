/// Reads and verifies what people signed: statements over a seal, their SSH signatures, and the
/// files that say whose keys count.
@NullMarked
package dev.ishibashi.approval;

import org.jspecify.annotations.NullMarked;
