package dev.ishibashi.effect;

import dev.ishibashi.text.Span;

/// One thing a program can do.
///
/// @param host where: empty for the host the program runs on, a name for a host it reaches, `?` for
///   a host that could not be worked out
/// @param when the condition in words (`DIR is empty`), empty when there is none
/// @param at the command in the program
public record Effect(
    Act act, Resource resource, String host, Certainty certainty, String when, Span at) {}
