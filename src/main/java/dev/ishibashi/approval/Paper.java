package dev.ishibashi.approval;

import dev.ishibashi.text.Source;
import java.util.Optional;

/// A statement and its signature, as they lie beside a procedure. Nothing is known of them yet.
public record Paper(Source statement, Optional<Source> signature) {}
