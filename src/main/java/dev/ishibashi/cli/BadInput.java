package dev.ishibashi.cli;

import java.util.List;

/// What the user gave cannot be used; each sentence says what, where and what to do.
final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> sentences;

  BadInput(List<String> sentences) {
    super(String.join("\n", sentences));
    this.sentences = List.copyOf(sentences);
  }

  BadInput(String sentence) {
    this(List.of(sentence));
  }

  List<String> sentences() {
    return sentences;
  }
}
