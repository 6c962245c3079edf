package dev.ishibashi.lab;

import java.nio.file.Path;

/// Makes a lab, says so, and waits to be killed. Run in a JVM of its own.
///
/// Arguments: home, name of the lab, front door, and whether to do without root.
final class LabMaker {
  private LabMaker() {}

  public static void main(String[] arguments) throws Exception {
    LabSpec spec =
        LabSpec.of("a", "b")
            .in(Path.of(arguments[0]))
            .named(arguments[1])
            .door(FrontDoor.valueOf(arguments[2]))
            .closedOnExit();
    Lab.create(Boolean.parseBoolean(arguments[3]) ? spec.asUnprivileged() : spec);
    System.out.println("up");
    Thread.currentThread().join();
  }
}
