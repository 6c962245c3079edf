/// Replays real accidents on lab hosts: lost without Ishibashi, stopped with it, done right.
@NullMarked
package dev.ishibashi.incident;

import org.jspecify.annotations.NullMarked;
