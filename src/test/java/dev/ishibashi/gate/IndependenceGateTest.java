package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndependenceGateTest {
  private static final String LOSS = "p.yaml:6:20: data of mail1, mail2, mail3 may be lost, and ";

  /// What the inventory says further, and what the gate says (`LOSS` for its beginning).
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          far1                                | -
          far1 ishibashi_provider=acme        | LOSSthe copy on far1 shares the provider acme (ishibashi_provider); make a copy elsewhere
          far1 ishibashi_account=acme-1       | LOSSthe copy on far1 shares the account acme-1 (ishibashi_account); make a copy elsewhere
          far1 ishibashi_site=tokyo           | LOSSthe copy on far1 shares the site tokyo (ishibashi_site); make a copy elsewhere
          far1 ishibashi_site=tokyo ishibashi_provider=acme | LOSSthe copy on far1 shares the provider acme (ishibashi_provider); make a copy elsewhere+LOSSthe copy on far1 shares the site tokyo (ishibashi_site); make a copy elsewhere
          far1 ishibashi_power=A;mail[1:3] ishibashi_power=A | LOSSthe copy on far1 shares the power feed A (ishibashi_power); make a copy elsewhere
          far1 ishibashi_power=A;mail[1:3] ishibashi_power=B | -
          far1 ishibashi_backs_up=web1        | LOSSno host says that it holds a copy (ishibashi_backs_up); make a copy with another provider, account and site, and write it in the inventory
          far1 ishibashi_backs_up=mail2,mail3 | p.yaml:6:20: data of mail1 may be lost, and no host says that it holds a copy (ishibashi_backs_up); make a copy with another provider, account and site, and write it in the inventory
          far1 ishibashi_provider=acme;web1 ishibashi_backs_up=mail1 ishibashi_site=osaka | LOSSthe copy on far1 shares the provider acme (ishibashi_provider); make a copy elsewhere
          far1 ishibashi_provider=acme;web1 ishibashi_backs_up=mail1,mail2,mail3 ishibashi_provider=b ishibashi_account=b ishibashi_site=b | -
          """)
  void should_want_a_copy_that_shares_no_fate(String hosts, String expected) {
    Asked asked = Asked.usual().hosts("[more]\n" + hosts.replace(";", "\n") + "\n");
    assertThat(asked.stops("independence")).isEqualTo(expected.replace("LOSS", LOSS));
  }

  /// A variable that is nowhere written, and what the gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ishibashi_provider=other  | fleet:2:1: mail1, far1, mail2, mail3: ishibashi_provider is not written
          ishibashi_site=osaka      | fleet:2:1: mail1, far1, mail2, mail3: ishibashi_site is not written
          ishibashi_account=other-1 | fleet:2:1: mail1, far1, mail2, mail3: ishibashi_account is not written
          """)
  void should_name_hosts_and_variable_that_are_blank(String line, String expected) {
    String variable = line.substring(0, line.indexOf('='));
    Asked asked = Asked.usual().inventory(line + "\n", "");
    String all = asked.inventory().lines().filter(l -> l.startsWith(variable)).findFirst().get();
    assertThat(asked.inventory(all + "\n", "").stops("independence"))
        .isEqualTo(
            expected
                + ", so it is not known what takes host and copy away together; write it in the"
                + " inventory");
  }

  /// What the program does, what is declared, and whether a copy is needed.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          true                  | modify: [/etc/app.conf]      | no
          true                  | overwrite: [/etc/app.conf]   | no
          true                  | create: [/srv/new/**]        | no
          true                  | service: [restart postfix]   | no
          true                  | overwrite: [/srv/app/*]      | yes
          true                  | delete: [/srv/a]             | yes
          true                  | move: [/srv/a]               | yes
          true                  | format: [/dev/sdb]           | yes
          rm -f /tmp/x          | modify: [/etc/app.conf]      | no
          rm -f /srv/x          | modify: [/etc/app.conf]      | yes
          echo x >/etc/app.conf | modify: [/etc/app.conf]      | no
          frobnicate            | modify: [/etc/app.conf]      | yes
          """)
  void should_need_a_copy_where_data_can_be_lost(String program, String declared, String needed) {
    Asked asked =
        Asked.usual()
            .procedure("delete: [/srv/old/**]", declared)
            .program(program + "\n")
            .inventory("ishibashi_backs_up=mail1,mail2,mail3,web1,web2,web3,web4", "");
    assertThat(asked.stops("independence").contains("may be lost")).isEqualTo(needed.equals("yes"));
  }

  /// Targets, waves, what the inventory says further, and what the gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mail | canary, rest | mail[1:3] ishibashi_replica_set=post | -
          mail | rest         | mail[1:3] ishibashi_replica_set=post | p.yaml:8:8: wave 1 changes all members of the replica set post (mail1, mail2, mail3); make the waves smaller
          mail | rest         | mail[1:3] ishibashi_replica_set=none | -
          mail | canary, rest | mail[2:3] ishibashi_backs_up=web1,web2 | p.yaml:8:8: wave 2 changes all copies (mail2, mail3) of web1, web2; make the waves smaller
          mail | 1, 1, 1      | mail[2:3] ishibashi_backs_up=web1,web2 | -
          mail | canary, rest | mail3 ishibashi_backs_up=web1          | -
          """)
  void should_not_change_all_of_one_thing_in_one_wave(
      String targets, String waves, String more, String expected) {
    Asked asked =
        Asked.usual()
            .procedure("delete: [/srv/old/**]", "modify: [/etc/a]")
            .program("true\n")
            .procedure("canary, rest", waves)
            .inventory("web1,web2,web3,web4", "web3,web4")
            .hosts("[more]\n" + more + "\n");
    assertThat(asked.procedure()).contains("select: " + targets);
    assertThat(asked.stops("independence")).isEqualTo(expected);
  }
}
