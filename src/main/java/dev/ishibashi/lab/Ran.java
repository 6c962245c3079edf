package dev.ishibashi.lab;

/// What a command did.
///
/// @param exit its exit status; 128 + n when signal n ended it
/// @param out its standard output
/// @param err its standard error
public record Ran(int exit, String out, String err) {
  public boolean succeeded() {
    return exit == 0;
  }
}
