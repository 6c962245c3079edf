package dev.ishibashi.incident;

import dev.ishibashi.approval.Paper;
import dev.ishibashi.approval.SshKey;
import dev.ishibashi.approval.SshSignature;
import dev.ishibashi.approval.Statement;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.run.ApprovalFiles;
import dev.ishibashi.run.Change;
import dev.ishibashi.text.Source;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The people of an accident, with SSH keys that are thrown away behind it: whoever wrote the
/// change, and a colleague who approved it and saw nothing.
final class People {
  private static final String AUTHOR = "operator@example.com";
  private static final String COLLEAGUE = "colleague@example.com";

  /// The raw key is the end of its standard encoding (RFC 8410).
  private static final int RAW = 32;

  private final Map<String, KeyPair> keys = new LinkedHashMap<>();

  People() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      keys.put(AUTHOR, generator.generateKeyPair());
      keys.put(COLLEAGUE, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SshKey open(KeyPair pair) {
    byte[] encoded = pair.getPublic().getEncoded();
    return SshKey.ofEd25519(Arrays.copyOfRange(encoded, encoded.length - RAW, encoded.length));
  }

  /// The change, signed by both: over the hosts that its pattern gives, as the gates see them, so
  /// that it is not the approvals that stop a change whose pattern is wrong.
  Change sign(Change change, Instant now) {
    List<Host> hosts =
        switch (change.inventory().select(change.procedure().targets().select().value())) {
          case Selection.Selected selected -> selected.hosts();
          case Selection.Nothing nothing -> change.targets();
        };
    Seal seal =
        Seal.of(
            change.program().source(),
            change.procedure(),
            change.ancestor().map(Change.Script::source),
            hosts);
    List<Paper> papers = new ArrayList<>();
    StringBuilder signers = new StringBuilder();
    keys.forEach(
        (person, pair) -> {
          SshKey key = open(pair);
          signers.append(person).append(' ').append(key).append('\n');
          Statement statement =
              Statement.of(change.procedure(), person, now, seal, hosts, List.of());
          SshSignature signature =
              SshSignature.sign(statement.bytes(), key, bytes -> signature(pair, bytes));
          String file = person + ApprovalFiles.STATEMENT;
          papers.add(
              new Paper(
                  Source.of(file, statement.text()),
                  Optional.of(Source.of(file + ".sig", signature.text()))));
        });
    return change.with(
        new ApprovalFiles(
            change.approvals().directory(),
            papers,
            Optional.of(Source.of("allowed_signers", signers.toString())),
            Optional.empty()));
  }

  private static byte[] signature(KeyPair pair, byte[] bytes) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(bytes);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
