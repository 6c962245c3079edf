package dev.ishibashi.run;

/// Why a run stopped.
///
/// @param gate the gate that said so: `guard`, `wave`, `limits` or `bystanders`
/// @param host where it was seen
public record Trouble(String gate, String host, String why) {}
