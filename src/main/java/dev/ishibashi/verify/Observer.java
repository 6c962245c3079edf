package dev.ishibashi.verify;

import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.remote.Limits;
import dev.ishibashi.remote.Reply;
import dev.ishibashi.text.Messages;
import dev.ishibashi.verify.Snapshot.Observation;
import dev.ishibashi.verify.Snapshot.Unverifiable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/// Looks at hosts over SSH.
public final class Observer {
  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(15), Duration.ofMinutes(5), 256 << 20);

  /// The exit code with which the script says that this `find` cannot do it.
  private static final int NO_GNU_FIND = 64;

  private final Fleet fleet;
  private final byte[] script;

  public Observer(Fleet fleet) {
    this.fleet = fleet;
    try (InputStream in = Observer.class.getResourceAsStream("/host/snapshot.sh")) {
      if (in == null) {
        throw new IllegalStateException("the script is not in the archive");
      }
      this.script = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lists the files of one host.
  public Observation observe(Address address) {
    String host = address.name();
    return switch (fleet.exec(address, "sh -s", script, LIMITS)) {
      case Reply.Unreachable(String why) ->
          new Unverifiable(host, Messages.text("verify.unreachable", why));
      case Reply.Cut(String why, byte[] out) ->
          new Unverifiable(host, Messages.text("verify.unreachable", why));
      case Reply.TimedOut(byte[] out, byte[] err) ->
          new Unverifiable(host, Messages.text("verify.too-slow", LIMITS.command().toSeconds()));
      case Reply.Done done when done.cut() ->
          new Unverifiable(host, Messages.text("verify.cut-short"));
      case Reply.Done done when done.exit() == NO_GNU_FIND ->
          new Unverifiable(host, Messages.text("verify.no-gnu-find"));
      case Reply.Done done when done.exit() != 0 ->
          new Unverifiable(
              host, Messages.text("verify.failed", done.exit(), done.errors().strip()));
      case Reply.Done done -> read(host, done);
    };
  }

  private static Observation read(String host, Reply.Done done) {
    byte[] listing = done.out();
    if (listing.length > 2 && (listing[0] & 0xff) == 0x1f && (listing[1] & 0xff) == 0x8b) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(listing))) {
        listing = in.readAllBytes();
      } catch (IOException e) {
        return new Unverifiable(host, Messages.text("verify.cut-short"));
      }
    }
    return Snapshot.read(host, listing, done.errors());
  }
}
