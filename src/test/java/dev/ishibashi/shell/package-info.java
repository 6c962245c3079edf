@NullMarked
package dev.ishibashi.shell;

import org.jspecify.annotations.NullMarked;
