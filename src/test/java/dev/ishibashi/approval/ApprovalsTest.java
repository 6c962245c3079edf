package dev.ishibashi.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Papers that somebody prepared to be taken for approvals. All signatures are by `ssh-keygen`.
class ApprovalsTest {
  @TempDir private static Path directory;

  private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
  private static final Statement GOOD =
      SshAgreementTest.statement("ken", List.of("lineage a:1:1: x"));

  private static Path ken;
  private static Path other;

  @BeforeAll
  static void keys() {
    ken = Keygen.key(directory.resolve("ken"), "ed25519");
    other = Keygen.key(directory.resolve("other"), "ed25519");
  }

  private static Approvals verify(
      String text, Optional<String> signature, String options, String revoked) {
    String signers = "ken " + options + Keygen.open(ken) + "\nhana " + Keygen.open(other) + "\n";
    return Approvals.verify(
        List.of(
            new Paper(
                Source.of("ken.approval", text),
                signature.map(s -> Source.of("ken.approval.sig", s)))),
        Optional.of(AllowedSigners.parse(Source.of("allowed_signers", signers), ZoneOffset.UTC)),
        RevokedKeys.parse(Source.of("revoked_keys", revoked)),
        NOW);
  }

  private static String signature() {
    return Keygen.sign(ken, SshSignature.NAMESPACE, GOOD.text());
  }

  private static void refused(Approvals made, String expected) {
    assertThat(made.given()).isEmpty();
    assertThat(made.refused()).extracting(Diagnostic::toString).containsExactly(expected);
  }

  @Test
  void should_take_what_is_good() {
    Approvals made = verify(GOOD.text(), Optional.of(signature()), "", "");
    assertThat(made.refused()).isEmpty();
    assertThat(made.given()).extracting(Approval::statement).containsExactly(GOOD);
  }

  /// Text in the statement, what stands there instead, and what is said.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          change change   | change another       | ken.approval.sig:1:1: this is not the signature of ken over this statement: one of the two was changed; restore both from your git, or approve again
          lineage a:1:1: x | lineage a:1:1: y    | ken.approval.sig:1:1: this is not the signature of ken over this statement: one of the two was changed; restore both from your git, or approve again
          at 2026-11-01   | at 2026-11-02        | ken.approval.sig:1:1: this is not the signature of ken over this statement: one of the two was changed; restore both from your git, or approve again
          signer ken      | signer hana          | ken.approval.sig:1:1: SHA256:@ is no key of hana in allowed_signers; approve with another key, or add this one after it was verified with that person
          signer ken      | signer mio           | ken.approval:1:1: nobody in allowed_signers is called mio; add the line, after its key was verified with that person
          program e3      | program e4           | ken.approval:1:1: this is no statement as 'ishibashi approve' writes it; restore it from your git, or approve again
          host mail1      | host mail2           | ken.approval:1:1: this is no statement as 'ishibashi approve' writes it; restore it from your git, or approve again
          approval/1      | approval/2           | ken.approval:1:1: this is no statement as 'ishibashi approve' writes it; restore it from your git, or approve again
          agrees lineage  | grees lineage        | ken.approval:1:1: this is no statement as 'ishibashi approve' writes it; restore it from your git, or approve again
          ancestor none   | ancestor none/r      | ken.approval:1:1: this statement has other line ends than the one that was signed; have git leave it alone: '*.approval -text' in .gitattributes ('ishibashi init' writes it)
          at 2026         | at soon              | ken.approval:1:1: this is no statement as 'ishibashi approve' writes it; restore it from your git, or approve again
          """)
  void should_refuse_other_content(String part, String instead, String expected) {
    String text = GOOD.text().replace(part, instead.replace("/r", "\r"));
    assertThat(text).isNotEqualTo(GOOD.text());
    refused(
        verify(text, Optional.of(signature()), "", ""),
        expected.replace("SHA256:@", Keygen.read(ken).fingerprint()));
  }

  /// The options of Ken's line, whether the key is revoked, and what is said.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          namespaces="git"         | no  | allowed_signers does not let the key @ of ken sign for ishibashi-approval; add the namespace to its line, or approve with another key
          valid-before="20261127"  | no  | the key @ of ken is not valid now; approve again with a key that is
          valid-before="20261128"  | no  | -
          valid-after="20261129"   | no  | the key @ of ken is not valid now; approve again with a key that is
          valid-after="20261115"   | no  | the key @ of ken was not valid at 2026-11-01T00:00:00Z; approve again
          valid-after="20261101"   | no  | -
          ``                       | yes | the key @ of ken is revoked; approve again with a key that counts
          """)
  void should_refuse_keys_that_do_not_count(String options, String revoked, String expected) {
    Approvals made =
        verify(
            GOOD.text(),
            Optional.of(signature()),
            options.isEmpty() ? "" : options + " ",
            revoked.equals("yes") ? "# lost\n" + Keygen.open(ken) + " a laptop\n" : "");
    List<String> said = made.refused().stream().map(Diagnostic::toString).toList();
    String told = expected.replace("@", Keygen.read(ken).fingerprint());
    if (expected.equals("-")) {
      assertThat(said).isEmpty();
      assertThat(made.given()).hasSize(1);
    } else {
      assertThat(made.given()).isEmpty();
      assertThat(said).hasSize(1);
      assertThat(said.getFirst()).endsWith(":1:1: " + told);
    }
  }

  @Test
  void should_refuse_a_signature_for_another_purpose() {
    refused(
        verify(GOOD.text(), Optional.of(Keygen.sign(ken, "git", GOOD.text())), "", ""),
        "ken.approval.sig:1:1: this signature was given for git, not for ishibashi-approval;"
            + " approve with 'ishibashi approve'");
  }

  @Test
  void should_refuse_what_is_unsigned_or_signed_by_somebody_else() {
    refused(
        verify(GOOD.text(), Optional.empty(), "", ""),
        "ken.approval:1:1: this statement has no signature beside it; approve again");
    String theirs = Keygen.sign(other, SshSignature.NAMESPACE, GOOD.text());
    refused(
        verify(GOOD.text(), Optional.of(theirs), "", ""),
        "ken.approval.sig:1:1: "
            + Keygen.read(other).fingerprint()
            + " is no key of ken in allowed_signers; approve with another key, or add this one"
            + " after it was verified with that person");
  }

  /// Every cut, and every changed bit, of a signature.
  @Test
  void should_refuse_every_signature_that_is_not_whole() {
    String whole = signature();
    for (int end = 0; end < whole.length() - 1; end++) {
      assertThat(verify(GOOD.text(), Optional.of(whole.substring(0, end)), "", "").given())
          .as("cut at %d", end)
          .isEmpty();
    }
    byte[] blob =
        java.util.Base64.getDecoder()
            .decode(whole.lines().filter(l -> !l.startsWith("-")).reduce("", String::concat));
    for (int bit = 0; bit < blob.length * 8; bit++) {
      byte[] changed = blob.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      String text =
          "-----BEGIN SSH SIGNATURE-----\n"
              + java.util.Base64.getEncoder().encodeToString(changed)
              + "\n-----END SSH SIGNATURE-----\n";
      assertThat(verify(GOOD.text(), Optional.of(text), "", "").given())
          .as("bit %d", bit)
          .isEmpty();
    }
  }

  @Test
  void should_refuse_a_statement_from_the_future() {
    Statement later =
        new Statement(
            GOOD.change(),
            GOOD.signer(),
            NOW.plusSeconds(3600),
            GOOD.seal(),
            GOOD.hosts(),
            GOOD.agrees());
    refused(
        verify(
            later.text(),
            Optional.of(Keygen.sign(ken, SshSignature.NAMESPACE, later.text())),
            "",
            ""),
        "ken.approval:1:1: this was signed at 2026-11-28T01:00:00Z, which is yet to come; correct"
            + " the clock of whoever signed, and approve again");
  }

  @Test
  void should_let_nobody_approve_when_the_revoked_keys_cannot_be_read() {
    Approvals made = verify(GOOD.text(), Optional.of(signature()), "", "SSHKRL\n\0");
    assertThat(made.given()).isEmpty();
    assertThat(made.problems())
        .extracting(Diagnostic::toString)
        .containsExactly(
            "revoked_keys:1:1: this is no public key, so it is not known which keys are revoked;"
                + " write one public key a line; a binary revocation list (KRL) cannot be read"
                + " here");
  }

  @Test
  void should_know_one_person_by_many_names_and_keys() {
    String a = Keygen.open(ken);
    String b = Keygen.open(other);
    AllowedSigners signers =
        AllowedSigners.parse(
            Source.of(
                "s", "ken,KEN2 " + a + "\nroot " + a + "\nmio " + b + "\nken3,Ken2 " + b + "\n"),
            ZoneOffset.UTC);
    assertThat(signers.same("ken", "root")).isTrue();
    assertThat(signers.same("ken", "mio")).isTrue();
    assertThat(signers.same("root", "ken3")).isTrue();
    assertThat(signers.same("ken", "hana")).isFalse();
  }
}
