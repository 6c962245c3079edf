package dev.ishibashi.gate;

/// What a run has taken away so far.
///
/// @param files how many files are gone from all targets together
/// @param bytes how large they were together
public record Lost(long files, long bytes) {}
