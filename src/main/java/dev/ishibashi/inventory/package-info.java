/// Names hosts, groups, facts and selections.
@NullMarked
package dev.ishibashi.inventory;

import org.jspecify.annotations.NullMarked;
