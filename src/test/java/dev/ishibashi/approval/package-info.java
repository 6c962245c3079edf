@NullMarked
package dev.ishibashi.approval;

import org.jspecify.annotations.NullMarked;
