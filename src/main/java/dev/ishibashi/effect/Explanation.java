package dev.ishibashi.effect;

import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Diagnostic;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything a program could do, as far as it can be known.
///
/// @param error why the program cannot be read, if so; then [#anything()] holds
/// @param anything whether no bound on its effects is known
/// @param findings worst first
/// @param effects in the order of the program
/// @param hosts the hosts that it addresses by itself; `?` stands for hosts that could not be
///   worked out
public record Explanation(
    String file,
    Dialect dialect,
    @Nullable Diagnostic error,
    boolean anything,
    List<Diagnostic> findings,
    List<Effect> effects,
    Set<String> hosts) {}
