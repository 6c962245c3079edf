package dev.ishibashi.run;

/// Why a run stopped.
///
/// @param gate the gate that said so: `fence`, `limits`, `live-state`, `guard`, `once`, `wave` or
///   `bystanders`
/// @param host where it was seen
/// @param world whether the world failed (out of reach, no answer), rather than a judgement
public record Trouble(String gate, String host, String why, boolean world) {}
