package dev.ishibashi.procedure;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/// The written change: what is run, where, what it may do, and how it is done step by step.
///
/// A procedure exists only when every part of it could be read; what it does not say is not
/// allowed.
///
/// @param source the text it was read from
/// @param includes the files of shared checks that it includes, in order
/// @param change its name, the same in every version of it
/// @param author who wrote it, as `allowed_signers` calls the person
/// @param program the file that is run, beside the procedure
/// @param derivedFrom the older program it was copied from; empty where `none` is written
/// @param descent what else is said of where the program comes from
/// @param variables the environment that the program gets; values may hold [Fillings]
/// @param arguments what the program gets on its command line; they may hold [Fillings]
/// @param network the hosts that the program may talk to, beyond the one it runs on
/// @param waveSoak how long a wave must have been good before the next begins
/// @param backupSide how long the change must have been good in production before the backup side
///   may get it; empty where the backup side never gets it
/// @param approvals how many people beside the author must agree
/// @param timeLimit how long the program may run on one host
/// @param safeguards what else must hold before it may run
/// @param undoSpace how many bytes on each host the copies may take that an undo needs; 0 when none
///   are to be kept
public record Procedure(
    Source source,
    List<Source> includes,
    Located<String> change,
    Located<String> title,
    Optional<Located<String>> author,
    Located<String> program,
    Optional<Located<String>> derivedFrom,
    Descent descent,
    Targets targets,
    Effects effects,
    Map<String, Located<String>> variables,
    List<Located<String>> arguments,
    List<Located<String>> network,
    Limits limits,
    Located<List<Wave>> waves,
    Duration waveSoak,
    List<Check> checks,
    Bystanders bystanders,
    Optional<Located<Duration>> backupSide,
    Located<Integer> approvals,
    Duration timeLimit,
    Safeguards safeguards,
    long undoSpace) {

  /// How long a program may run where the procedure does not say.
  public static final Duration DEFAULT_TIME_LIMIT = Duration.ofHours(1);

  /// Where the program comes from, beside its declared ancestor.
  ///
  /// @param others further programs that parts of it were copied from
  /// @param nothing why it was derived from nothing, although an earlier program is like it
  /// @param library the directory of earlier programs among which ancestors are looked for,
  ///   relative to the procedure
  public record Descent(
      List<Located<String>> others,
      Optional<Located<String>> nothing,
      Optional<Located<String>> library) {}

  /// How much room the copies for an undo may take where the procedure does not say: 1 GiB.
  public static final long DEFAULT_UNDO_SPACE = 1L << 30;

  /// What reading gives: a procedure, or everything that is wrong with it.
  public sealed interface Outcome {}

  public record Parsed(Procedure procedure) implements Outcome {}

  public record Invalid(List<Diagnostic> problems) implements Outcome {}

  /// Reads the text of a procedure that includes nothing.
  public static Outcome parse(Source source) {
    return parse(source, name -> new Absent(Messages.text("procedure.include-absent")));
  }

  /// Reads the text of a procedure.
  ///
  /// @param files gives the files that it includes, by their names relative to it
  public static Outcome parse(Source source, Function<String, Included> files) {
    return new ProcedureReader(source, files).read();
  }

  /// A file that a procedure includes.
  public sealed interface Included {}

  public record Present(Source source) implements Included {}

  /// There is none that can be read.
  public record Absent(String why) implements Included {}

  /// The variables of the inventory that it uses, sorted.
  public SortedSet<String> inventoryVariables() {
    SortedSet<String> names = new TreeSet<>();
    variables.values().forEach(v -> names.addAll(Fillings.names(v.value())));
    arguments.forEach(a -> names.addAll(Fillings.names(a.value())));
    return names;
  }

  /// The hosts of the change: a pattern, and the hosts that it must give, written out.
  public record Targets(Located<String> select, Located<List<Located<String>>> hosts) {
    public List<String> names() {
      return hosts.value().stream().map(Located::value).toList();
    }
  }

  /// What bounds the damage.
  ///
  /// @param deletedFiles how many files may be gone from all targets together
  /// @param deletedBytes how large they may be together; empty where only their number is bounded
  /// @param atOnce how many hosts are changed at the same time
  /// @param unhealthy how many targets may fail before everything stops
  /// @param hosts how many targets there may be; empty where only the list of hosts bounds them
  /// @param shares how much of a group may be targets
  /// @param perReplicaSet how many members of one replica set may be out at the same time; empty
  ///   where only `ishibashi_min_healthy` bounds them
  public record Limits(
      Located<Long> deletedFiles,
      Optional<Located<Long>> deletedBytes,
      Located<Integer> atOnce,
      Located<Integer> unhealthy,
      Optional<Located<Integer>> hosts,
      List<GroupShare> shares,
      Optional<Located<Integer>> perReplicaSet) {}

  /// At most so many percent of the hosts of a group are targets.
  public record GroupShare(Located<String> group, Located<Integer> percent) {}

  /// A set of hosts changed together.
  public sealed interface Wave {}

  /// One host, first.
  public record Canary() implements Wave {}

  /// A share of all targets, in percent, rounded up to whole hosts.
  public record Share(int percent) implements Wave {}

  /// A number of hosts.
  public record Count(int hosts) implements Wave {}

  /// All targets that are left.
  public record Rest() implements Wave {}

  /// A command that must succeed on a target after its change.
  public record Check(String run, Span at) {}

  /// The hosts that must stay as they are.
  public sealed interface Bystanders {}

  /// Every host of the inventory that is no target.
  public record Everyone() implements Bystanders {}

  /// The hosts of a pattern that are no targets.
  public record Some(Located<String> select) implements Bystanders {}
}
