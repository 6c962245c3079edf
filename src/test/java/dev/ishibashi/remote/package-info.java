/// Tests of connections, the runner and the guard, on a real sshd of this machine.
@NullMarked
package dev.ishibashi.remote;

import org.jspecify.annotations.NullMarked;
