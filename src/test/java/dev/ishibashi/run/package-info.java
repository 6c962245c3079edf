@NullMarked
package dev.ishibashi.run;

import org.jspecify.annotations.NullMarked;
