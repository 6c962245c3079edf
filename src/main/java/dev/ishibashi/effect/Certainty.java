package dev.ishibashi.effect;

/// Whether an effect happens on every run that gets to its end.
public enum Certainty {
  MUST,
  MAY
}
