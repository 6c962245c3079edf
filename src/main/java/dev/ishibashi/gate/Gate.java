package dev.ishibashi.gate;

/// One named question with one verdict.
interface Gate {
  /// Its stable name.
  String name();

  Verdict judge(Evidence evidence);
}
