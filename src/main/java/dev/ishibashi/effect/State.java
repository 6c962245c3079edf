package dev.ishibashi.effect;

import dev.ishibashi.shell.Syntax;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that is known at one point of a run.
///
/// @param variables those the script has set; others come from the environment
/// @param cwd the current directory, as a path
/// @param facts what holds whenever this point is reached
/// @param out what was printed so far, while somebody listens
/// @param arguments `$1`, `$2` …
/// @param traps commands by signal name
/// @param disk what is known of files
record State(
    Map<String, Variable> variables,
    Map<String, Syntax.Function> functions,
    Value cwd,
    Facts facts,
    Settings settings,
    @Nullable Value out,
    Arguments arguments,
    Map<String, Value> traps,
    Disk disk) {

  /// `set -e`, `-u`, `-f`, `-o pipefail`, `shopt -s nullglob`.
  record Settings(
      boolean errexit, boolean nounset, boolean noglob, boolean pipefail, boolean nullglob) {
    static final Settings DEFAULT = new Settings(false, false, false, false, false);

    Settings common(Settings other) {
      return new Settings(
          errexit && other.errexit,
          nounset && other.nounset,
          noglob && other.noglob,
          pipefail && other.pipefail,
          nullglob && other.nullglob);
    }
  }

  /// Positional parameters.
  ///
  /// @param open whether there may be more than the listed ones
  /// @param shifted how many were shifted away before the list
  record Arguments(List<Value> list, boolean open, int shifted) {}

  /// The variables of a shell that has ended: nobody will look at them.
  private static final Map<String, Variable> GONE = Collections.unmodifiableMap(new HashMap<>());

  /// The state in which a shell ends. While no trap is set, nobody will look at its variables, and
  /// joining those of every place that may end it would be most of the work.
  State ending() {
    return traps.isEmpty() ? with(GONE) : this;
  }

  State with(Map<String, Variable> other) {
    return new State(other, functions, cwd, facts, settings, out, arguments, traps, disk);
  }

  State with(String name, Variable variable) {
    Map<String, Variable> more = new HashMap<>(variables);
    more.put(name, variable);
    return with(more);
  }

  State withFunction(String name, Syntax.Function function) {
    Map<String, Syntax.Function> more = new HashMap<>(functions);
    more.put(name, function);
    return new State(variables, more, cwd, facts, settings, out, arguments, traps, disk);
  }

  State withCwd(Value other) {
    return new State(variables, functions, other, facts, settings, out, arguments, traps, disk);
  }

  /// The state where this holds too, or null when it cannot.
  @Nullable State given(Facts more) {
    Facts both = facts.and(more);
    if (both == null) {
      return null;
    }
    return Identity.same(both, facts) ? this : withFacts(both);
  }

  @Nullable State given(Fact fact) {
    return given(Facts.of(fact));
  }

  State withFacts(Facts other) {
    return new State(variables, functions, cwd, other, settings, out, arguments, traps, disk);
  }

  State with(Settings other) {
    return new State(variables, functions, cwd, facts, other, out, arguments, traps, disk);
  }

  State withOut(@Nullable Value other) {
    return new State(variables, functions, cwd, facts, settings, other, arguments, traps, disk);
  }

  State with(Arguments other) {
    return new State(variables, functions, cwd, facts, settings, out, other, traps, disk);
  }

  State withDisk(Disk other) {
    return Identity.same(disk, other)
        ? this
        : new State(variables, functions, cwd, facts, settings, out, arguments, traps, other);
  }

  State withTrap(String signal, Value program) {
    Map<String, Value> more = new HashMap<>(traps);
    more.put(signal, program);
    return new State(variables, functions, cwd, facts, settings, out, arguments, more, disk);
  }

  /// This state after something was printed.
  State printed(Value text, Symbols symbols) {
    return out == null ? this : withOut(out.then(text, symbols));
  }

  static @Nullable State join(@Nullable State a, @Nullable State b, Environment environment) {
    if (a == null) {
      return b;
    }
    if (b == null || Identity.same(a, b)) {
      return a;
    }
    Facts common = a.facts.common(b.facts);
    Facts onlyA = a.facts.beyond(common);
    Facts onlyB = b.facts.beyond(common);
    Symbols symbols = environment.symbols();
    Map<String, Variable> variables = a.variables;
    if (Identity.same(a.variables, GONE)) {
      variables = b.variables;
    } else if (!Identity.same(a.variables, b.variables) && !Identity.same(b.variables, GONE)) {
      variables = new HashMap<>(a.variables);
      for (Map.Entry<String, Variable> entry : b.variables.entrySet()) {
        String name = entry.getKey();
        Variable left = a.variables.get(name);
        Variable right = entry.getValue();
        if (!Identity.same(left, right)) {
          variables.put(name, join(name, left, onlyA, right, onlyB, environment));
        }
      }
      for (Map.Entry<String, Variable> entry : a.variables.entrySet()) {
        String name = entry.getKey();
        if (!b.variables.containsKey(name)) {
          variables.put(name, join(name, entry.getValue(), onlyA, null, onlyB, environment));
        }
      }
    }
    Map<String, Syntax.Function> functions = a.functions;
    if (!Identity.same(a.functions, b.functions)) {
      functions = new HashMap<>(a.functions);
      for (Map.Entry<String, Syntax.Function> entry : b.functions.entrySet()) {
        functions.put(entry.getKey(), entry.getValue());
      }
    }
    Map<String, Value> traps = a.traps;
    if (!Identity.same(a.traps, b.traps)) {
      traps = new HashMap<>(a.traps);
      for (Map.Entry<String, Value> entry : b.traps.entrySet()) {
        traps.merge(entry.getKey(), entry.getValue(), (x, y) -> x.or(y, symbols));
      }
    }
    return new State(
        variables,
        functions,
        join(a.cwd, onlyA, b.cwd, onlyB, symbols),
        common,
        a.settings.common(b.settings),
        a.out == null || b.out == null ? a.out : join(a.out, onlyA, b.out, onlyB, symbols),
        join(a.arguments, b.arguments, symbols),
        traps,
        Disk.join(a.disk, onlyA, b.disk, onlyB));
  }

  /// A variable where two ways meet; on one of them it may be as the environment gave it.
  private static Variable join(
      String name,
      @Nullable Variable a,
      Facts onlyA,
      @Nullable Variable b,
      Facts onlyB,
      Environment environment) {
    Symbols symbols = environment.symbols();
    symbols.worked((long) (size(a) + size(b)) * (4 + onlyA.list().size() + onlyB.list().size()));
    return join(
        name,
        a == null ? environment.variable(name) : a,
        onlyA,
        b == null ? environment.variable(name) : b,
        onlyB,
        symbols);
  }

  private static int size(@Nullable Variable variable) {
    return variable == null
        ? 1
        : variable.value().variants().size()
            + (variable.elements() == null ? 0 : variable.elements().size());
  }

  private static Value join(Value a, Facts onlyA, Value b, Facts onlyB, Symbols symbols) {
    if (a.equals(b)) {
      return a;
    }
    return a.given(onlyA).or(b.given(onlyB), symbols);
  }

  /// As [#join], of what was assigned on either way.
  private static Value assigned(Value a, Facts onlyA, Value b, Facts onlyB, Symbols symbols) {
    return a.equals(b) ? a : a.reached(onlyA).or(b.reached(onlyB), symbols);
  }

  private static Variable join(
      String name, Variable a, Facts onlyA, Variable b, Facts onlyB, Symbols symbols) {
    if (a.equals(b)) {
      return a;
    }
    List<Value> elements = null;
    boolean more = a.open() || b.open();
    if (a.elements() != null || b.elements() != null) {
      elements = new ArrayList<>();
      List<Value> left = a.elements() == null ? List.of(a.value()) : a.elements();
      List<Value> right = b.elements() == null ? List.of(b.value()) : b.elements();
      for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
        if (i < left.size() && i < right.size()) {
          elements.add(assigned(left.get(i), onlyA, right.get(i), onlyB, symbols));
        } else {
          elements.add(i < left.size() ? left.get(i) : right.get(i));
          more = true;
        }
      }
    }
    Value value = assigned(a.value(), onlyA, b.value(), onlyB, symbols);
    boolean open = more;
    if (value.equals(a.value()) && a.subject() == b.subject()) {
      return new Variable(value, a.subject(), elements, open, a.unset() && b.unset());
    }
    int subject = symbols.next();
    return new Variable(
        Variable.tagged(name, value, subject, 0), subject, elements, open, a.unset() && b.unset());
  }

  private static Arguments join(Arguments a, Arguments b, Symbols symbols) {
    if (a.equals(b)) {
      return a;
    }
    List<Value> list = new ArrayList<>();
    for (int i = 0; i < Math.min(a.list.size(), b.list.size()); i++) {
      list.add(a.list.get(i).or(b.list.get(i), symbols));
    }
    return new Arguments(
        List.copyOf(list),
        a.open || b.open || a.list.size() != b.list.size(),
        Math.max(a.shifted, b.shifted));
  }
}
