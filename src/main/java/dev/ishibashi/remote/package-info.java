/// Runs commands on hosts over SSH, boundedly; the host-side runner and guard.
@NullMarked
package dev.ishibashi.remote;

import org.jspecify.annotations.NullMarked;
