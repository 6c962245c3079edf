/// Says what each command and flag does; one data file per command.
@NullMarked
package dev.ishibashi.spec;

import org.jspecify.annotations.NullMarked;
