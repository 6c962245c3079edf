package dev.ishibashi.ledger;

import java.time.Instant;
import java.util.Map;

/// One decision or result, as the ledger holds it.
///
/// @param number from 1, without gaps
/// @param kind what happened, for example `run-started`
/// @param run the run it belongs to, or empty
/// @param data what is to be remembered; plain JSON values
/// @param previous the hash of the entry before, or 64 zeros
/// @param hash the SHA-256 of this entry's line without the hash, in hexadecimal
public record Entry(
    long number,
    Instant at,
    String kind,
    String run,
    Map<String, Object> data,
    String previous,
    String hash) {}
