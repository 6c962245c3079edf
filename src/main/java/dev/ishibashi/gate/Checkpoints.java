package dev.ishibashi.gate;

import dev.ishibashi.procedure.Procedure;
import java.util.List;
import java.util.function.UnaryOperator;

/// The gates that need the hosts themselves, asked in the middle of a run.
public final class Checkpoints {
  private final Procedure procedure;
  private final UnaryOperator<Verdict> last;

  /// @param last what is done with each verdict before it counts
  Checkpoints(Procedure procedure, UnaryOperator<Verdict> last) {
    this.procedure = procedure;
    this.last = last;
  }

  /// The commands that each target is to be asked right before its turn.
  public List<String> questions() {
    return procedure.safeguards().assertions().stream().map(a -> a.run().value()).toList();
  }

  /// Gate `limits`: is what lies where the program deletes within the limits?
  ///
  /// @param gone what this run has taken away so far
  /// @param lying what lies there on each target that has not had its turn
  public Verdict beforeWave(Lost gone, List<Lying> lying) {
    return last.apply(LimitsGate.beforeWave(procedure, gone, lying));
  }

  /// Gate `limits`: is what is gone within the limits?
  public Verdict afterWave(Lost gone) {
    return last.apply(LimitsGate.afterWave(procedure, gone));
  }

  /// Gate `live-state`: does the host say that it may be changed now?
  ///
  /// @param answers in the order of [#questions()]; one that is missing is a stop
  public Verdict beforeTurn(String host, List<Answer> answers) {
    return last.apply(LiveStateGate.beforeTurn(procedure, host, answers));
  }
}
