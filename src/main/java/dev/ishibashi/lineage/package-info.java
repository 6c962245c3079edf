/// Finds what a program was copied from and what it inherited.
@NullMarked
package dev.ishibashi.lineage;

import org.jspecify.annotations.NullMarked;
