package dev.ishibashi.lab;

/// This machine, or what it holds now, cannot give the lab that was asked for. The message is a
/// sentence for the user.
public final class LabRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LabRefused(String message) {
    super(message);
  }
}
