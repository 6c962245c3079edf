package dev.ishibashi.inventory;

import dev.ishibashi.text.Span;
import org.jspecify.annotations.Nullable;

/// A value with the place that gave it.
record Variable(@Nullable Object value, Span at) {}
