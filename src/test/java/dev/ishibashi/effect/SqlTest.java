package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What statements do, by client.
class SqlTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          mysql   | SELECT * FROM orders                                   | READS
          mysql   | SHOW TABLES                                            | READS
          mysql   | USE shop                                               | READS
          mysql   | INSERT INTO t VALUES (1, 'a;b')                        | CHANGES
          mysql   | DELETE FROM orders WHERE id = 5                        | CHANGES
          mysql   | DELETE FROM orders                                     | LOSES
          mysql   | DELETE FROM orders WHERE 1 = 1                         | LOSES
          mysql   | delete from orders where true                          | LOSES
          mysql   | UPDATE orders SET paid = 0                             | LOSES
          mysql   | UPDATE orders SET paid = 0 WHERE id = 7                | CHANGES
          mysql   | UPDATE orders SET note = 'where'                       | LOSES
          mysql   | TRUNCATE TABLE orders                                  | LOSES
          mysql   | TRUNCATE orders                                        | LOSES
          mysql   | DROP TABLE IF EXISTS orders                            | LOSES
          mysql   | DROP DATABASE shop                                     | LOSES
          mysql   | DROP VIEW v                                            | CHANGES
          mysql   | ALTER TABLE t DROP COLUMN c                            | LOSES
          mysql   | ALTER TABLE t ADD COLUMN c INT                         | CHANGES
          mysql   | ALTER TABLE t DROP FOREIGN KEY k                       | UNKNOWN
          mysql   | /*!40000 DROP TABLE t */                               | LOSES
          mysql   | CALL cleanup()                                         | UNKNOWN
          mysql   | frobnicate t                                           | UNKNOWN
          mysql   | source /srv/x.sql                                      | FILE
          mysql   | system rm -rf /                                        | SHELL
          mysql   | \\! rm -rf /                                            | SHELL
          mysql   | SELECT 1 # DROP TABLE t                                | READS
          mysql   | SELECT '\\'; DROP TABLE t; --'                          | READS
          psql    | SELECT '\\'; DROP TABLE t; --'                          | READS LOSES
          psql    | SELECT 1 -- DROP TABLE t                               | READS
          psql    | WITH gone AS (DELETE FROM t RETURNING *) SELECT 1      | LOSES
          psql    | WITH some AS (SELECT 1) SELECT * FROM some             | READS
          psql    | TRUNCATE a, b                                          | LOSES
          psql    | \\dt                                                    | READS
          psql    | \\i /srv/x.sql                                          | FILE
          psql    | DO $$ BEGIN DELETE FROM t; END $$                      | UNKNOWN
          psql    | BEGIN; DELETE FROM t; COMMIT                           | READS LOSES READS
          psql    | VACUUM                                                 | UNKNOWN
          sqlite3 | PRAGMA user_version                                    | READS
          sqlite3 | DELETE FROM sessions WHERE age > 30                    | CHANGES
          sqlite3 | .shell rm -rf /                                        | SHELL
          """)
  void should_know_what_a_statement_does(String client, String text, String kinds) {
    assertThat(kinds(client, text)).isEqualTo(kinds);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"psql, \\x", "sqlite3, .mode csv", "mysql, use shop"})
  void should_end_a_command_of_the_client_with_its_line(String client, String own) {
    assertThat(kinds(client, own + "\nDROP TABLE t;\n")).isEqualTo("READS LOSES");
  }

  private static String kinds(String client, String text) {
    return String.join(
        " ",
        Sql.of(Variant.text(text).atoms(), Sql.Client.of(client)).stream()
            .map(s -> s.kind().name())
            .toList());
  }
}
