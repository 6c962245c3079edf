@NullMarked
package dev.ishibashi.lineage;

import org.jspecify.annotations.NullMarked;
