/// Tests of explaining: each case stands beside its answer in `src/test/resources/explain`.
@NullMarked
package dev.ishibashi.effect;

import org.jspecify.annotations.NullMarked;
