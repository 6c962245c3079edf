/// Points at source text (file, line, column, span) and states a diagnostic with its code.
@NullMarked
package dev.ishibashi.text;

import org.jspecify.annotations.NullMarked;
