package dev.ishibashi.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tables that two tests read: one holds them against this code, one against Ansible itself.
final class Examples {
  private Examples() {}

  /// A text (`/` ends a line), and all hosts in order.
  static final String HOST_LINES =
      """
      web1                            | web1
      web[1:3]                        | web1 web2 web3
      web[01:03]                      | web01 web02 web03
      web[1:10:3]                     | web1 web4 web7 web10
      web[01:10:2]                    | web01 web03 web05 web07 web09
      web[08:11]                      | web08 web09 web10 web11
      web[0:2]                        | web0 web1 web2
      web[:2]                         | web0 web1 web2
      web[1:010]                      | web1 web2 web3 web4 web5 web6 web7 web8 web9 web10
      db-[a:c]                        | db-a db-b db-c
      db-[a:i:3]                      | db-a db-d db-g
      db-[y:B]                        | db-y db-z db-A db-B
      r[1:2]s[a:b]                    | r1sa r1sb r2sa r2sb
      [1:2].example.net               | 1.example.net 2.example.net
      10.0.0.[1:3]                    | 10.0.0.1 10.0.0.2 10.0.0.3
      2001:db8::1                     | 2001:db8::1
      2001:db8::[1:2]                 | 2001:db8::1 2001:db8::2
      [2001:db8::1]:2222              | 2001:db8::1
      web1:2222                       | web1
      web[1:2]:2222                   | web1 web2
      web1 # comment                  | web1
      web1#comment                    | web1
      ;web1/web2                      | web2
      #web1/web2                      | web2
      b/a                             | b a
      [g]/b/[h]/a/[g]/c               | b c a
      [p:children]/c/[c]/x/[d]/y      | y x
      [d]/y/[p:children]/c/[c]/x      | y x
      [all]/z/[g]/a                   | z a
      [g]/a/[all]/z                   | z a
      [ungrouped]/u/[g]/a/u           | a u
      u/[g]/a                         | u a
      [g]/a/a/a                       | a
      xn--bcher-kva.example           | xn--bcher-kva.example
      `[g] # the group/a`             | a
      `'web1'`                        | web1
      "web1"                          | web1
      """;

  /// A value in INI, and its kind and text.
  static final String VALUES =
      """
      5               | Long 5
      05              | String 05
      -7              | Long -7
      0x1F            | Long 31
      0o17            | Long 15
      1_000           | Long 1000
      1.50            | Double 1.5
      1e3             | Double 1000.0
      True            | Boolean true
      true            | String true
      None            | null
      none            | String none
      word            | String word
      a.b/c           | String a.b/c
      1.2.3           | String 1.2.3
      2026-11-25      | String 2026-11-25
      12345678901234567890 | BigInteger 12345678901234567890
      [1,2]           | ArrayList [1, 2]
      (1,)            | ArrayList [1]
      (1)             | Long 1
      {}              | LinkedHashMap {}
      """;

  /// A host line that gives `v` to the host `a`.
  static final String WORDS =
      """
      a v='5'              | Long 5
      a v="'5'"            | String 5
      a v="x y"            | String x y
      a v=x\\ y            | String x y
      a "v=x y"            | String x y
      a v=x#y              | String x
      a v="x#y"            | String x#y
      a v=                 | String
      a v="['p', 'q']"     | ArrayList [p, q]
      a v=['p','q']        | String [p,q]
      a v=x=y              | String x=y
      a v=\\\\server       | String \\server
      """;

  /// A value in YAML, and its kind and text.
  static final String YAML_VALUES =
      """
      5            | Long 5
      010          | Long 8
      08           | String 08
      0x1f         | Long 31
      0b11         | Long 3
      1_000        | Long 1000
      1:30         | Long 90
      1.5          | Double 1.5
      1e3          | String 1e3
      1.0e+3       | Double 1000.0
      .5           | Double 0.5
      yes          | Boolean true
      Off          | Boolean false
      y            | String y
      ~            | null
      null         | null
      'yes'        | String yes
      "5"          | String 5
      !!str 5      | String 5
      !unsafe 5    | String 5
      2026-11-25   | String 2026-11-25
      [1, no]      | ArrayList [1, false]
      {p: 1}       | LinkedHashMap {p=1}
      a b          | String a b
      """;

  /// Files (`+` between them, `/` ends a line), and the `v` of host `a`.
  static final String PRECEDENCE =
      """
      all under group          | h=a/[g]/a/[all:vars]/v=1/[g:vars]/v=2 | 2
      parent under child       | h=[p:children]/c/[c]/a/[p:vars]/v=1/[c:vars]/v=2 | 2
      child before parent      | h=[c]/a/[p:children]/c/[c:vars]/v=2/[p:vars]/v=1 | 2
      by the alphabet          | h=[b]/a/[c]/a/[c:vars]/v=3/[b:vars]/v=2 | 3
      priority over alphabet   | h=[b]/a/[c]/a/[c:vars]/v=3/[b:vars]/v=2/ansible_group_priority=10 | 2
      depth over priority      | h=[c]/a/[p:children]/c/[c:vars]/v=2/[p:vars]/v=1/ansible_group_priority=10 | 2
      group under host         | h=a v=9/[g]/a/[g:vars]/v=2 | 9
      group_vars over section  | h=[g]/a/[g:vars]/v=1+group_vars.g=v: 2 | 2
      group_vars all too       | h=[g]/a/[g:vars]/v=1+group_vars.all=v: 2 | 2
      group_vars g over all    | h=[g]/a+group_vars.all=v: 2+group_vars.g.yml=v: 3 | 3
      host line over files     | h=[g]/a v=4+group_vars.g=v: 3 | 4
      host_vars over all       | h=[g]/a v=4+host_vars.a=v: 5 | 5
      host_vars with ending    | h=a+host_vars.a.yaml=v: 5 | 5
      without ending first     | h=a+host_vars.a=v: 5+host_vars.a.yml=v: 6 | 5
      yml before yaml          | h=a+host_vars.a.yaml=v: 5+host_vars.a.yml=v: 6 | 6
      directory in order       | h=a+host_vars.a/1=v: 5+host_vars.a/2=v: 6 | 6
      directory is not yml     | h=a+host_vars.a/1.txt=v: 7+host_vars.a/0=v: 6 | 6
      later source wins        | h=a v=1+i=a v=2 | 2
      """;

  /// A pattern of the fleet, and its hosts.
  static final String PATTERNS =
      """
      mail                   | mail1 mail2 mail3
      mail1                  | mail1
      mail2:mail1            | mail2 mail1
      mail2,mail1            | mail2 mail1
      mail1,mail             | mail1 mail2 mail3
      mail,mail1             | mail1 mail2 mail3
      web                    | web1 web2 web3 web4 web4.example.net
      web:mail               | web1 web2 web3 web4 web4.example.net mail1 mail2 mail3
      staging                | web4 stage1
      production             | mail1 mail2 mail3 web1 web2 web3 web4 web4.example.net
      europe                 | mail1 mail2 mail3 web1 web2 web3 web4 web4.example.net
      ungrouped              | alone
      web:&staging           | web4
      &staging:web           | web4
      web,&staging           | web4
      web:!staging           | web1 web2 web3 web4.example.net
      !staging:web           | web1 web2 web3 web4.example.net
      web:!web1:!web2        | web3 web4 web4.example.net
      production:!web:&mail  | mail1 mail2 mail3
      &mail:production       | mail1 mail2 mail3
      mail:web:&staging:!web1 | web4
      all:&mail              | mail1 mail2 mail3
      all:!production:!db-servers | alone stage1
      all:!nobody:&mail      | mail1 mail2 mail3
      &mail                  | mail1 mail2 mail3
      &web:&staging          | web4
      mail*                  | mail1 mail2 mail3
      mail?                  | mail1 mail2 mail3
      web?                   | web1 web2 web3 web4
      web[12]*               | web1 web2
      web[!12]               | web3 web4
      web[1-3]*              | web1 web2 web3
      *1                     | mail1 web1 stage1 db01 10.0.0.1 2001:db8::1
      mai*                   | mail1 mail2 mail3
      *.example.net          | web4.example.net
      web4.example.net       | web4.example.net
      web4.*                 | web4.example.net
      db-servers             | db01 db02 db03 10.0.0.1 10.0.0.2 2001:db8::1
      db-*                   | db01 db02 db03 10.0.0.1 10.0.0.2 2001:db8::1
      db0?                   | db01 db02 db03
      10.0.0.1               | 10.0.0.1
      10.0.0.*               | 10.0.0.1 10.0.0.2
      2001:db8::1            | 2001:db8::1
      mail1,2001:db8::1      | mail1 2001:db8::1
      mail[0]                | mail1
      mail[1]                | mail2
      mail[-1]               | mail3
      mail[-3]               | mail1
      mail[0:1]              | mail1 mail2
      mail[1:]               | mail2 mail3
      mail[0:0]              | mail1
      mail[1:2]              | mail2 mail3
      mail[1:99]             | mail2 mail3
      web[0]                 | web1
      web[0:1]:mail[2]       | web1 web2 mail3
      web:!web[0]            | web2 web3 web4 web4.example.net
      web:&web[0:2]          | web1 web2 web3
      production[0]          | mail1
      web*[0]                | web1
      all[0]                 | alone
      ~mail[12]              | mail1 mail2
      ~mail\\d                | mail1 mail2 mail3
      `~(mail|db0)[13]`      | mail1 mail3 db01 db03
      ~web\\d$                | web1 web2 web3 web4
      ~web                   | web1 web2 web3 web4 web4.example.net
      ~eb                    | -
      ~.*eb2                 | web2
      ~stag                  | web4 stage1
      web:!~web[12]          | web3 web4 web4.example.net
      mail1:mail2:&mail2     | mail2
      !mail:!web:!db-servers | alone stage1
      all:!alone             | mail1 mail2 mail3 web1 web2 web3 web4 web4.example.net db01 db02 db03 10.0.0.1 10.0.0.2 2001:db8::1 stage1
      ` mail `               | mail1 mail2 mail3
      `mail , web1`          | mail1 mail2 mail3 web1
      mail web1              | mail1 mail2 mail3 web1
      """;

  static final String FLEET =
      """
      alone
      [mail]
      mail[1:3]
      [web]
      web[1:4]
      web4.example.net
      [staging]
      web4
      stage1
      [production:children]
      mail
      web
      [europe:children]
      production
      [nobody]
      [db-servers]
      db[01:03]
      10.0.0.[1:2]
      2001:db8::1
      """;

  /// The files of a row of [#PRECEDENCE].
  static Map<String, String> files(String row) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String file : row.split("\\+", -1)) {
      String[] parts = file.split("=", 2);
      String path = parts[0].replaceFirst("^(group_vars|host_vars)\\.", "$1/");
      texts.put(path, parts[1].replace('/', '\n'));
    }
    return texts;
  }

  /// The cells of a table, without the backquotes around them.
  static List<List<String>> rows(String table) {
    List<List<String>> rows = new ArrayList<>();
    for (String line : table.lines().toList()) {
      List<String> cells = new ArrayList<>();
      StringBuilder cell = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (c == '`') {
          quoted = !quoted;
        } else if (c == '|' && !quoted) {
          cells.add(cell.toString().strip());
          cell.setLength(0);
        } else {
          cell.append(c);
        }
      }
      cells.add(cell.toString().strip());
      rows.add(cells);
    }
    return rows;
  }
}
