package dev.ishibashi.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures by `ssh-keygen` count here, ours count there, and both refuse the same.
class SshAgreementTest {
  @TempDir private static Path directory;

  private static final Map<String, Path> KEYS = new HashMap<>();
  private static final String TEXT = statement("ken@example.com", List.of()).text();

  @BeforeAll
  static void keys() {
    KEYS.put("ed25519", Keygen.key(directory.resolve("ed25519"), "ed25519"));
    KEYS.put("second", Keygen.key(directory.resolve("second"), "ed25519"));
    KEYS.put("rsa", Keygen.key(directory.resolve("rsa"), "rsa", "-b", "2048"));
    KEYS.put("short", Keygen.key(directory.resolve("short"), "rsa", "-b", "1024"));
    for (String bits : List.of("256", "384", "521")) {
      String name = "ecdsa" + bits;
      KEYS.put(name, Keygen.key(directory.resolve(name), "ecdsa", "-b", bits));
    }
  }

  static Statement statement(String person, List<String> agrees) {
    String hash = Seal.sha256(new byte[0]);
    List<String> hosts = List.of("mail1\t\t\t");
    return new Statement(
        "change",
        person,
        Instant.parse("2026-11-01T00:00:00Z"),
        new Seal(hash, hash, List.of(), Optional.empty(), Seal.ofLines(hosts)),
        hosts,
        agrees);
  }

  private static Path key(String name) {
    return java.util.Objects.requireNonNull(KEYS.get(name));
  }

  private static AllowedSigners signers(String text) {
    return AllowedSigners.parse(Source.of("allowed_signers", text), ZoneId.of("Asia/Tokyo"));
  }

  private static Approvals ours(String signers, String signature) {
    return Approvals.verify(
        List.of(
            new Paper(
                Source.of("ken.approval", TEXT),
                Optional.of(Source.of("ken.approval.sig", signature)))),
        Optional.of(signers(signers)),
        RevokedKeys.none(),
        InstantSource.system().instant());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa", "ecdsa256", "ecdsa384", "ecdsa521"})
  void should_verify_what_ssh_keygen_signs(String name) {
    String signature = Keygen.sign(key(name), SshSignature.NAMESPACE, TEXT);
    Approvals made = ours("ken@example.com " + Keygen.open(key(name)) + "\n", signature);
    assertThat(made.refused()).isEmpty();
    assertThat(made.given()).hasSize(1);
    assertThat(made.given().getFirst().person()).isEqualTo("ken@example.com");
    String listed =
        Keygen.run(Path.of("/dev/null"), List.of("ssh-keygen", "-l", "-f", key(name) + ".pub"))
            .said();
    assertThat(listed).contains(made.given().getFirst().key().fingerprint());
  }

  @Test
  void should_be_verified_by_ssh_keygen() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] open = pair.getPublic().getEncoded();
    SshKey key = SshKey.ofEd25519(Arrays.copyOfRange(open, open.length - 32, open.length));
    String signature =
        SshSignature.sign(
                TEXT.getBytes(StandardCharsets.UTF_8),
                key,
                bytes -> {
                  try {
                    Signature signer = Signature.getInstance("Ed25519");
                    signer.initSign(pair.getPrivate());
                    signer.update(bytes);
                    return signer.sign();
                  } catch (java.security.GeneralSecurityException e) {
                    throw new AssertionError(e);
                  }
                })
            .text();
    String line = "ken@example.com " + key + "\n";
    assertThat(Keygen.verify(directory, line, "ken@example.com", signature, TEXT))
        .returns(0, Keygen.Ran::exit);
    assertThat(Keygen.verify(directory, line, "ken@example.com", signature, TEXT + " ").ok())
        .isFalse();
    assertThat(ours(line, signature).given()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void should_verify_hardware_keys(boolean curve) throws Exception {
    SoftToken token = new SoftToken(curve);
    String line = "ken@example.com " + token.key() + "\n";
    String signature = token.approve(TEXT, true);
    assertThat(Keygen.verify(directory, line, "ken@example.com", signature, TEXT).said())
        .startsWith("Good \"ishibashi-approval\" signature");
    assertThat(ours(line, signature).given()).hasSize(1);
    assertThat(ours(line, token.approve(TEXT + " ", true)).given()).isEmpty();
    // Nobody need touch a stolen machine's key.
    assertThat(ours(line, token.approve(TEXT, false)).refused())
        .extracting(Diagnostic::code)
        .containsExactly("approval-untouched");
  }

  /// The text of allowed_signers (K is the key that signed, O another one) and whether it lets the
  /// signature of ken@example.com count, which ssh-keygen says too; `stricter` where only we
  /// refuse.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ken@example.com K                                                     | yes
          ken@example.com K a comment                                           | yes
          `  ken@example.com   K`                                               | yes
          # a comment/n/nken@example.com K                                      | yes
          hana@example.com,ken@example.com K                                    | yes
          "ken@example.com" K                                                   | yes
          "hana@example.com,ken@example.com" K                                  | yes
          hana@example.com K                                                    | no
          ken@example.com O                                                     | no
          ken@example.com O/nken@example.com K                                  | yes
          ken@example.co K                                                      | no
          KEN@example.com K                                                     | no
          *@example.com K                                                       | stricter
          ken@example.??? K                                                     | stricter
          *@example.com,!ken@example.com K                                      | no
          ken@example.com,!ken@example.com K                                    | no
          ken@example.com namespaces="ishibashi-approval" K                     | yes
          ken@example.com namespaces="git,ishibashi-approval" K                 | yes
          ken@example.com namespaces="ishibashi-*" K                            | yes
          ken@example.com namespaces="*,!ishibashi-approval" K                  | no
          ken@example.com namespaces="git" K                                    | no
          ken@example.com namespaces="" K                                       | no
          ken@example.com NAMESPACES="ishibashi-approval" K                     | yes
          ken@example.com namespaces="git" K/nken@example.com K                 | yes
          ken@example.com namespaces=git K                                      | no
          ken@example.com namespaces="git",namespaces="ishibashi-approval" K    | no
          ken@example.com valid-after="20260101" K                              | yes
          ken@example.com valid-after="202601010000Z" K                         | yes
          ken@example.com valid-after="20260101000000UTC" K                     | yes
          ken@example.com valid-after="20990101" K                              | no
          ken@example.com valid-before="20990101" K                             | yes
          ken@example.com valid-before="20200101" K                             | no
          ken@example.com valid-after="20260101",valid-before="20990101" K      | yes
          ken@example.com valid-after="20200101",valid-before="20210101" K      | no
          ken@example.com valid-after="20990101",valid-before="20200101" K      | no
          ken@example.com valid-before="tomorrow" K                             | no
          ken@example.com valid-before="2099" K                                 | no
          ken@example.com valid-before="20991301" K                             | no
          ken@example.com namespaces="git",valid-before="20990101" K/nken@example.com valid-before="20200101" K | no
          ken@example.com frobnicate K                                          | no
          ken@example.com frobnicate="x" K                                      | no
          ken@example.com namespaces="ishibashi-approval", K                    | no
          ken@example.com cert-authority K                                      | no
          ken@example.com cert-authority O/nken@example.com K                   | yes
          ken@example.com                                                       | no
          K                                                                     | no
          ken@example.com ssh-ed25519 AAAA                                      | no
          ken@example.com ssh-ed25519 AAAA/nken@example.com K                   | stricter
          ``                                                                    | no
          """)
  void should_allow_whom_ssh_keygen_allows(String text, String expected) {
    String signers =
        text.replace("/n", "\n")
            .replaceAll("\\bK\\b(?!EN)", java.util.regex.Matcher.quoteReplacement(open("ed25519")))
            .replaceAll("\\bO\\b", java.util.regex.Matcher.quoteReplacement(open("second")));
    String signature = Keygen.sign(key("ed25519"), SshSignature.NAMESPACE, TEXT);
    Approvals made = ours(signers, signature);
    assertThat(made.given().size()).as("%s", made).isEqualTo(expected.equals("yes") ? 1 : 0);
    assertThat(made.refused().size() + made.problems().size() + made.given().size()).isPositive();
    Keygen.Ran theirs = Keygen.verify(directory, signers, "ken@example.com", signature, TEXT);
    assertThat(theirs.ok()).as(theirs.said()).isEqualTo(!expected.equals("no"));
  }

  private static String open(String name) {
    return Keygen.open(key(name));
  }

  @Test
  void should_refuse_keys_that_are_too_short() {
    assertThat(signers("ken@example.com " + open("short") + "\n").problems())
        .extracting(Diagnostic::toString)
        .containsExactly(
            "allowed_signers:1:1: this line of allowed_signers cannot be used: no public key stands"
                + " where one should; write: NAME ssh-ed25519 KEY, as ssh-keygen(1) says under"
                + " ALLOWED SIGNERS");
  }
}
