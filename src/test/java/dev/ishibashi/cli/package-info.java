@NullMarked
package dev.ishibashi.cli;

import org.jspecify.annotations.NullMarked;
