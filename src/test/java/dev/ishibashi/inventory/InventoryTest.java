package dev.ishibashi.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.text.Diagnostic;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryTest {
  /// A host line (`/` stands for a line end), and all hosts in order.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Examples.HOST_LINES)
  void should_read_hosts_in_order(String lines, String expected) {
    Inventory inventory = loaded(Map.of("hosts", lines.replace('/', '\n')), "hosts");
    assertThat(inventory.hosts().stream().map(Host::name)).containsExactly(expected.split(" ", -1));
  }

  /// A value behind `v=`, on a host line and in a section of variables, and what it is.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Examples.VALUES)
  void should_take_values_as_literals_where_they_are(String written, String expected) {
    Inventory inventory =
        loaded(Map.of("hosts", "a v=" + written + "\n[g]\na\n[g:vars]\nw=" + written), "hosts");
    Host host = inventory.host("a").orElseThrow();
    assertThat(shown(host.vars().get("v"))).isEqualTo(expected);
    assertThat(shown(host.vars().get("w"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Examples.WORDS)
  void should_split_host_lines_as_a_shell_does(String line, String expected) {
    Host host = loaded(Map.of("hosts", line), "hosts").host("a").orElseThrow();
    assertThat(shown(host.vars().get("v"))).isEqualTo(expected);
  }

  /// A plain value in YAML, and what it is to Ansible.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Examples.YAML_VALUES)
  void should_take_yaml_values_as_ansible_does(String written, String expected) {
    Host host =
        loaded(Map.of("f.yml", "all: {hosts: {a: {v: " + written + "}}}"), "f.yml")
            .host("a")
            .orElseThrow();
    assertThat(shown(host.vars().get("v"))).isEqualTo(expected);
  }

  private static String shown(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? "null" : (value.getClass().getSimpleName() + " " + value).strip();
  }

  @Test
  void should_read_yaml_groups_as_ansible_does() {
    Inventory inventory =
        loaded(
            Map.of(
                "f.yml",
                """
                all:
                  vars: {v: all}
                  hosts:
                    z: {}
                  children:
                    mail:
                      hosts:
                        mail[1:2]:
                          v: host
                        mail3:
                    web:
                      vars: {v: web}
                      children: {front: {hosts: web1}}
                """),
            "f.yml");
    assertThat(inventory.hosts().stream().map(Host::name))
        .containsExactly("z", "mail1", "mail2", "mail3", "web1");
    assertThat(inventory.host("web1").orElseThrow().groups()).containsExactly("front", "web");
    assertThat(inventory.host("z").orElseThrow().groups()).containsExactly("ungrouped");
    assertThat(inventory.host("mail2").orElseThrow().vars()).containsEntry("v", "host");
    assertThat(inventory.host("mail3").orElseThrow().vars()).containsEntry("v", "all");
    assertThat(inventory.host("web1").orElseThrow().vars()).containsEntry("v", "web");
  }

  /// Which of several definitions of one variable wins: each line is a file and its text.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Examples.PRECEDENCE)
  void should_let_the_nearest_variable_win(String why, String files, long expected) {
    Map<String, String> texts = Examples.files(files);
    List<String> sources = texts.containsKey("i") ? List.of("h", "i") : List.of("h");
    Host host = loaded(texts, sources).host("a").orElseThrow();
    assertThat(host.vars()).as(why).containsEntry("v", expected);
  }

  @Test
  void should_read_directories_in_order_and_skip_what_ansible_skips() {
    Inventory inventory =
        loaded(
            Map.of(
                "inv/02-web", "[web]\nweb1\n",
                "inv/01-mail", "[mail]\nmail1\n",
                "inv/03-all.yml", "production: {children: {mail: , web: }}",
                "inv/notes.txt", "not a host at all [",
                "inv/old.ini", "[broken",
                "inv/.hidden", "[broken",
                "inv/group_vars/production.yml", "ishibashi_environment: production"),
            List.of("inv/"));
    assertThat(inventory.hosts().stream().map(Host::name)).containsExactly("mail1", "web1");
    assertThat(inventory.host("web1").orElseThrow().fact(Fact.ENVIRONMENT)).hasValue("production");
    assertThat(inventory.host("web1").orElseThrow().origin("ishibashi_environment"))
        .hasToString("inv/group_vars/production.yml:1:1");
  }

  @Test
  void should_take_hosts_separated_by_commas() {
    assertThat(loaded(Map.of(), List.of("web1,web2:2222,")).hosts()).hasToString("[web1, web2]");
    assertThat(loaded(Map.of(), List.of("web1,")).hosts()).hasToString("[web1]");
  }

  @Test
  void should_give_the_port_to_a_host_that_is_new() {
    Host host = loaded(Map.of("hosts", "web1:2222\n"), "hosts").host("web1").orElseThrow();
    assertThat(host.vars()).containsEntry("ansible_port", 2222L);
  }

  @Test
  void should_know_the_facts_of_a_host() {
    Host host =
        loaded(
                Map.of(
                    "hosts",
                    """
                    mail1
                    mail2
                    bk1
                    [all:vars]
                    ishibashi_environment=production
                    ishibashi_backup_paths=['/disk1']
                    ishibashi_term_ends=2027-03-31
                    ishibashi_min_healthy=2
                    ishibashi_backs_up=mail1, mail2
                    """),
                "hosts")
            .host("bk1")
            .orElseThrow();
    assertThat(host.fact(Fact.ENVIRONMENT)).hasValue("production");
    assertThat(host.fact(Fact.SITE)).isEmpty();
    assertThat(host.facts(Fact.BACKUP_PATHS)).containsExactly("/disk1");
    assertThat(host.facts(Fact.BACKS_UP)).containsExactly("mail1", "mail2");
  }

  /// A text (`/` stands for a line end, the name of the file before it where it matters), and all
  /// that is wrong with it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          hosts `` | hosts:1:1: the source is blank; write hosts in it, or do not name it
          hosts # only a comment | hosts:1:1: the source is blank; write hosts in it, or do not name it
          f.yml --- | f.yml:1:1: the source is blank; write hosts in it, or do not name it
          hosts [web | hosts:1:1: the range in [web is not closed; write ] behind it
          hosts [web server]/a | hosts:1:1: '[web server]' is not a section; write [group], [group:vars] or [group:children], without blanks
          hosts [web:var]/a=1 | hosts:1:1: […:var] is not a kind of section; write :vars or :children
          hosts [web:children]/mail/[web2]/a | hosts:2:1: the group web includes mail, which is not defined; define it with [mail]
          hosts [web:children]/mial/[mail]/a | hosts:2:1: the group web includes mial, which is not defined; did you mean mail; define it with [mial]
          hosts a/[web:vars]/x=1 | hosts:2:1: variables are given to the group web, which is not defined; define it with [web]
          hosts [a:children]/b/[b:children]/a/[x]/h | hosts:4:1: the group a cannot be below b, which is below it; remove one of the two
          hosts [g]/a/[g:vars]/x | hosts:4:1: expected name=value, but there is 'x'; write name=value
          hosts a b | hosts:1:3: expected name=value behind the host, but there is 'b'; write name=value, and quote values that hold blanks
          hosts a x="y | hosts:1:1: a quote or backslash is not closed; close it
          hosts a x=y\\ | hosts:1:1: a quote or backslash is not closed; close it
          hosts a x={1,2} | hosts:1:3: x has the value {1,2}, which only Python knows; put it in quotes, or write a list
          hosts web[3:1] | hosts:1:1: the range in web[3:1] ends before it begins, so it means no host; write the smaller one first
          hosts web[01:100] | hosts:1:1: the ends of the range in web[01:100] are not equally long; write both with the same number of digits, as [01:10]
          hosts web[1:] | hosts:1:1: the range in web[1:] has no end; write [begin:end]
          hosts web[1:9:0] | hosts:1:1: the step of the range in web[1:9:0] is not a number above 0; write [begin:end:step]
          hosts web[1:9:x] | hosts:1:1: the step of the range in web[1:9:x] is not a number above 0; write [begin:end:step]
          hosts web[a:5] | hosts:1:1: the range in web[a:5] is neither numbers nor single letters; write [1:9], [01:10:2] or [a:f]
          hosts web[1] | hosts:1:1: the range in web[1] is neither numbers nor single letters; write [1:9], [01:10:2] or [a:f]
          hosts web[1:99999999] | hosts:1:1: the range in web[1:99999999] means more than a million hosts; correct the range
          hosts -oProxyCommand=x | hosts:1:1: '-oProxyCommand=x' is not the name of a host; use letters, digits, dots, hyphens and underscores, or an IPv6 address
          h.ini web1: | h.ini:1:1: 'web1:' is not the name of a host; use letters, digits, dots, hyphens and underscores, or an IPv6 address
          hosts ../etc | hosts:1:1: '../etc' is not the name of a host; use letters, digits, dots, hyphens and underscores, or an IPv6 address
          hosts web1:99999 | hosts:1:1: 99999 is not a port; write a number from 1 to 65535
          hosts a x=1/a x=2 | hosts:2:3: x of a is given twice with different values (first at hosts:1:3); keep one
          hosts [g]/a/[g:vars]/x=1/x=2 | hosts:5:1: x of g is given twice with different values (first at hosts:4:1); keep one
          hosts a/a:2222 | hosts:2:1: the host a is given the port 2222 here, but it was named before without it (hosts:1:1); write ansible_port once
          hosts web/[web]/a | hosts:1:1: web is the name of a host and of a group (hosts:2:1); rename one of them
          hosts a/[g]/a/[g:vars]/ansible_group_priority=high | hosts:5:1: ansible_group_priority must be a number, but is 'high'; write a whole number
          hosts #!/bin/sh | hosts:1:1: the source is a script, and running it to learn the fleet is not allowed; make it executable and say --allow-inventory-scripts, or name a file with its output
          hosts $ANSIBLE_VAULT;1.1;AES256 | hosts:1:1: the file is encrypted with Ansible Vault, and no password file is given; give the password's file with --vault-password-file
          f.toml [web] | f.toml:1:1: TOML inventories are not read; write it as INI or YAML
          f.yml a | f.yml:1:1: an inventory in YAML is a map of groups; begin with all: and write hosts: and children: below it
          f.yml [a] | f.yml:1:1: an inventory in YAML is a map of groups; begin with all: and write hosts: and children: below it
          f.yml plugin: aws_ec2 | f.yml:1:1: the file configures an inventory plugin, which would run code and ask other systems; write its output to a file, and name that file
          f.yml all: {hosts: [a]} | f.yml:1:14: hosts of the group all must be a map; write one name: a line, with a colon behind it
          f.yml all: {hots: {a: }} | f.yml:1:7: 'hots' is not a part of a group (all); did you mean hosts; write hosts:, vars: or children:
          f.yml all: [a] | f.yml:1:6: the group all must be a map; write hosts:, vars: or children: below it
          f.yml all: {hosts: {1: }} | f.yml:1:15: '1' is not the name of a host; use letters, digits, dots, hyphens and underscores, or an IPv6 address
          f.yml 5: {hosts: {a: }} | f.yml:1:1: '5' is not the name of a group; write a name without blanks, colons and brackets
          f.yml all: {hosts: {a: 5}} | f.yml:1:18: the variables of a must be a map; write one name: value a line
          f.yml all: {hosts: {a: {x: !vault y}}} | f.yml:1:22: the value is encrypted (!vault), and no password file is given; give the password's file with --vault-password-file
          f.yml all: {hosts: {a: {x: !!python/name:os y}}} | f.yml:1:22: the tag tag:yaml.org,2002:python/name:os is not known; remove it
          f.yml all: {hosts: {a: , a: }} | f.yml:1:20: the key 'a' stands here twice, and only the last would count; keep one
          f.yml all: {hosts: {a: }/x: | f.yml:2:1: not valid YAML: expected ',' or '}', but got <scalar>; correct the file
          f.yml "all:/\tx: 1" | f.yml:1:1: an inventory in YAML is a map of groups; begin with all: and write hosts: and children: below it
          f.yml all: *x | f.yml:1:6: not valid YAML: no anchor &x stands before this alias; correct the file
          f.yml a: {hosts: {x: }}/---/b: {} | f.yml:2:1: not valid YAML for this purpose: a second document begins here; correct the file
          hosts a ishibashi_enviroment=production | hosts:1:3: ishibashi_enviroment is not a fact that is known; did you mean ishibashi_environment; correct the name
          hosts a ishibashi_environment= | hosts:1:3: ishibashi_environment of a is blank; write what is true, or remove the variable
          hosts a ishibashi_environment='{{env}}' | hosts:1:3: ishibashi_environment is a template, and templates are not evaluated here; write the value
          hosts a ishibashi_term_ends=soon | hosts:1:3: ishibashi_term_ends is 'soon', which is neither a date nor the word never; write it as 2027-03-31
          hosts a ishibashi_min_healthy=two | hosts:1:3: ishibashi_min_healthy is 'two', which is not a whole number; write a whole number
          hosts web1/bk ishibashi_backs_up=wbe1 | hosts:2:4: ishibashi_backs_up names wbe1, which is no host of the inventory; did you mean web1; correct the name
          hosts a ishibashi_backup_paths=disk1 | hosts:1:3: ishibashi_backup_paths holds 'disk1', which is not a plain absolute path; write it from / on, as /disk1
          """)
  void should_refuse_and_say_why(String text, String expected) {
    String[] parts = text.split(" ", 2);
    String body = parts[1].equals("``") ? "" : parts[1];
    if (!body.contains("/etc") && !body.contains("python/") && !body.startsWith("#!")) {
      body = body.replace('/', '\n');
    }
    assertThat(refused(Map.of(parts[0], body), List.of(parts[0])))
        .hasToString("[" + expected + "]");
  }

  @Test
  void should_say_everything_at_once() {
    List<Diagnostic> problems =
        refused(
            Map.of(
                "one", "a b\nc[2:1]\n[g:vars]\nx=1\n",
                "two", "",
                "host_vars/a", "- 1"),
            List.of("one", "two", "three"));
    assertThat(problems.stream().map(Diagnostic::toString))
        .containsExactly(
            "one:1:3: expected name=value behind the host, but there is 'b'; write name=value, and"
                + " quote values that hold blanks",
            "one:2:1: the range in c[2:1] ends before it begins, so it means no host; write the"
                + " smaller one first",
            "one:3:1: variables are given to the group g, which is not defined; define it with [g]",
            "two:1:1: the source is blank; write hosts in it, or do not name it",
            "three:1:1: there is no inventory source three; name a file, a directory, or hosts"
                + " separated by commas");
  }

  @Test
  void should_refuse_a_broken_second_source() {
    assertThat(refused(Map.of("one", "a\n", "two", "[b:children]\nc\n"), List.of("one", "two")))
        .hasSize(1);
  }

  @Test
  void should_refuse_files_of_variables_that_are_nearly_a_name() {
    assertThat(
            refused(
                Map.of("hosts", "[mail]\nmail1\n", "group_vars/mial.yml", "x: 1"),
                List.of("hosts")))
        .hasToString(
            "[group_vars/mial.yml:1:1: the file belongs to no group or host called mial; rename it;"
                + " did you mean mail?]");
  }

  @Test
  void should_refuse_bytes_that_are_not_utf8() {
    String text = dev.ishibashi.text.Source.decode(new byte[] {'a', (byte) 0xE9, '\n'});
    assertThat(refused(Map.of("hosts", text), List.of("hosts")))
        .hasToString("[hosts:1:2: the byte 0xE9 is not UTF-8; save the file as UTF-8]");
  }

  private static List<Diagnostic> refused(Map<String, String> texts, List<String> sources) {
    return switch (Inventory.read(sources, texts)) {
      case Inventory.Loaded loaded -> throw new AssertionError(loaded.inventory().hosts());
      case Inventory.Refused refused -> refused.problems();
    };
  }

  private static Inventory loaded(Map<String, String> texts, String... sources) {
    return loaded(texts, List.of(sources));
  }

  private static Inventory loaded(Map<String, String> texts, List<String> sources) {
    return switch (Inventory.read(sources, texts)) {
      case Inventory.Loaded loaded -> loaded.inventory();
      case Inventory.Refused refused -> throw new AssertionError(refused.problems());
    };
  }
}
