package dev.ishibashi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static final Map<String, Map<String, List<String>>> SETTINGS =
      Map.of(
          "web1",
          Map.of(
              "hostname", List.of("10.0.0.1"),
              "port", List.of("2222"),
              "user", List.of("ops"),
              "userknownhostsfile", List.of("/home/me/kh1 /home/me/kh2"),
              "globalknownhostsfile", List.of("none")),
          "behind",
          Map.of("proxyjump", List.of("first,ops@second:2200")),
          "circle",
          Map.of("proxyjump", List.of("circle")),
          "odd",
          Map.of("proxycommand", List.of("nc %h %p")));

  private final Addresses addresses =
      new Addresses(Path.of("/home/me"), "me", host -> SETTINGS.getOrDefault(host, Map.of()));

  @Test
  void should_take_what_the_inventory_says_before_what_openssh_says() {
    record Case(String name, Map<String, String> variables, String where) {}
    for (Case row :
        List.of(
            new Case("plain", Map.of(), "me@plain:22"),
            new Case("web1", Map.of(), "ops@10.0.0.1:2222"),
            new Case("alias", Map.of("ansible_host", "web1"), "ops@10.0.0.1:2222"),
            new Case(
                "web1", Map.of("ansible_user", "root", "ansible_port", "23"), "root@10.0.0.1:23"),
            new Case("a", Map.of("ansible_ssh_host", "::1", "ansible_ssh_user", "x"), "x@::1:22"),
            new Case("a", Map.of("ansible_ssh_common_args", "-p 99 -l you"), "you@a:99"),
            new Case("a", Map.of("ansible_ssh_extra_args", "-o 'Port 98' -oUser=z"), "z@a:98"))) {
      assertThat(resolved(row.name(), row.variables()).where()).isEqualTo(row.where());
    }
  }

  @Test
  void should_find_known_hosts_where_they_are_named() {
    record Case(Map<String, String> variables, List<String> files) {}
    for (Case row :
        List.of(
            new Case(Map.of(), List.of("/home/me/kh1", "/home/me/kh2")),
            new Case(Map.of("ishibashi_known_hosts", "~/a, /b"), List.of("/home/me/a", "/b")),
            new Case(
                Map.of("ansible_ssh_common_args", "-C -o UserKnownHostsFile=\"/x y/kh\""),
                List.of("/x", "y/kh")),
            new Case(
                Map.of("ansible_ssh_common_args", "-o UserKnownHostsFile=~/lab/kh -o X=y"),
                List.of("/home/me/lab/kh")))) {
      assertThat(resolved("web1", row.variables()).knownHosts())
          .isEqualTo(row.files().stream().map(Path::of).toList());
    }
    assertThat(resolved("plain", Map.of()).knownHosts())
        .contains(Path.of("/home/me/.ssh/known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"));
  }

  @Test
  void should_become_only_when_told() {
    for (String yes : List.of("true", "True", "yes", "1")) {
      assertThat(resolved("a", Map.of("ansible_become", yes)).become()).isTrue();
    }
    assertThat(resolved("a", Map.of("ansible_become", "no")).become()).isFalse();
    assertThat(resolved("a", Map.of()).become()).isFalse();
    assertThat(resolved("a", Map.of("ansible_become", "yes")).wrap("echo 'x'"))
        .isEqualTo("sudo -n -- sh -c 'echo '\\''x'\\'''");
  }

  @Test
  void should_go_through_hosts_in_their_order() {
    Address behind = resolved("behind", Map.of());
    Address second = behind.jump().orElseThrow();
    assertThat(second.where()).isEqualTo("ops@second:2200");
    assertThat(second.jump().orElseThrow().where()).isEqualTo("me@first:22");
  }

  @Test
  void should_say_why_a_host_cannot_be_used() {
    record Case(String name, Map<String, String> variables, String why) {}
    for (Case row :
        List.of(
            new Case("a", Map.of("ansible_connection", "local"), "only ssh"),
            new Case("a", Map.of("ansible_port", "ninety"), "not a port"),
            new Case("a", Map.of("ansible_port", "99999"), "not a port"),
            new Case("a", Map.of("ansible_host", "-oProxyCommand=x"), "not a host name"),
            new Case("odd", Map.of(), "ProxyJump"),
            new Case("circle", Map.of(), "circle"))) {
      assertThat(addresses.resolve(row.name(), row.variables()))
          .isInstanceOfSatisfying(
              Addresses.Resolution.Unusable.class,
              unusable -> assertThat(unusable.why()).contains(row.why()));
    }
  }

  @Test
  void should_ask_the_openssh_client_of_this_machine() {
    assertThat(Addresses.ofThisUser().resolve("some.example", Map.of("ansible_user", "root")))
        .isInstanceOfSatisfying(
            Addresses.Resolution.Resolved.class,
            resolved -> {
              assertThat(resolved.address().where()).isEqualTo("root@some.example:22");
              assertThat(resolved.address().identities()).allMatch(Files::exists);
            });
  }

  private Address resolved(String name, Map<String, String> variables) {
    return ((Addresses.Resolution.Resolved) addresses.resolve(name, variables)).address();
  }
}
