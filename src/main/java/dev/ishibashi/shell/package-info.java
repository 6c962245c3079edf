/// Turns script text into a closed syntax tree (POSIX sh and bash), and back.
@NullMarked
package dev.ishibashi.shell;

import org.jspecify.annotations.NullMarked;
