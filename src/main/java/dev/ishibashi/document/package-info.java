/// Writes procedures from programs, and renders them for people.
@NullMarked
package dev.ishibashi.document;

import org.jspecify.annotations.NullMarked;
