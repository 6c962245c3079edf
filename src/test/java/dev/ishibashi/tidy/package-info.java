/// Holds what the project agreed on: layout, the package graph, the checks of the compiler, texts.
@NullMarked
package dev.ishibashi.tidy;

import org.jspecify.annotations.NullMarked;
