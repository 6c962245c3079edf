/// Makes throw-away hosts on one machine.
@NullMarked
package dev.ishibashi.lab;

import org.jspecify.annotations.NullMarked;
