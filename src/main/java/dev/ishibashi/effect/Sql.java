package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.StatementFeatures;
import net.sf.jsqlparser.statement.StmtFeature;
import net.sf.jsqlparser.statement.UnsupportedStatement;
import net.sf.jsqlparser.statement.alter.Alter;
import net.sf.jsqlparser.statement.create.table.CreateTable;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.drop.Drop;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.truncate.Truncate;
import net.sf.jsqlparser.statement.update.Update;
import org.jspecify.annotations.Nullable;

/// Reads what a database client is given: statements, parsed by JSqlParser, and the client's own
/// commands.
final class Sql {
  /// Longer statements are judged by their first word alone, which only an `INSERT` can stand.
  private static final int LONGEST = 20_000;

  private static final int MOST = 2_000;

  /// Where characters that stand for unknown text begin (private use area).
  private static final char FIRST_UNKNOWN = '\uE000';

  /// Whose rules for comments, quotes and own commands hold.
  enum Client {
    MYSQL,
    PSQL,
    SQLITE;

    static Client of(String command) {
      return switch (command) {
        case "psql" -> PSQL;
        case "sqlite3" -> SQLITE;
        default -> MYSQL;
      };
    }
  }

  enum Kind {
    READS,
    CHANGES,
    /// Rows or tables are gone.
    LOSES,
    /// It runs text as a program of the shell.
    SHELL,
    /// It reads more statements from a file, which [Said#rest()] names.
    FILE,
    UNKNOWN
  }

  /// @param rest what stands behind the client's own command
  record Said(Kind kind, String text, String rest) {}

  private static final Set<String> MYSQL_WORDS =
      Set.of(
          "use",
          "source",
          "system",
          "delimiter",
          "tee",
          "notee",
          "pager",
          "nopager",
          "status",
          "help",
          "exit",
          "quit",
          "connect",
          "prompt",
          "rehash",
          "warnings",
          "nowarning");

  /// Statements that change nothing, which need not parse.
  private static final Pattern READING =
      Pattern.compile(
          "(?is)(show|describe|desc|use|help|status|begin|commit|rollback|start\\s+transaction"
              + "|savepoint|listen|unlisten|checkpoint|unlock|lock|set|reset|flush|end)\\b.*");

  private static final Pattern ALWAYS =
      Pattern.compile("(?i)\\(*\\s*(1|true|(\\d+|'[^']*') = \\2)\\s*\\)*");

  /// A part of `ALTER` that takes rows away; keys and conditions hold none.
  private static final Pattern DROPPING =
      Pattern.compile(
          "(?i)\\b(drop|truncate|discard)\\s++(?!constraint|index|key|foreign|primary"
              + "|default|not\\b|check|identity|expression)");

  private static final Set<String> HOLDERS =
      Set.of("TABLE", "DATABASE", "SCHEMA", "TABLESPACE", "KEYSPACE", "COLUMN", "USER", "ROLE");

  private final Client client;
  private final List<String> names = new ArrayList<>();

  private Sql(Client client) {
    this.client = client;
  }

  /// Everything that a text says, in order.
  static List<Said> of(List<Atom> text, Client client) {
    Sql sql = new Sql(client);
    StringBuilder out = new StringBuilder();
    for (Atom atom : text) {
      switch (atom) {
        case Atom.Text known -> out.append(known.text());
        case Atom.Pattern pattern -> out.append(pattern.text());
        case Atom.Symbol symbol -> {
          out.append((char) (FIRST_UNKNOWN + sql.names.size() % 6000));
          sql.names.add(symbol.name());
        }
      }
    }
    List<Said> all = new ArrayList<>();
    for (String statement : sql.split(out.toString())) {
      if (all.size() >= MOST) {
        all.add(new Said(Kind.UNKNOWN, "…", ""));
        break;
      }
      all.add(sql.said(statement));
    }
    return all;
  }

  private static boolean unknown(char c) {
    return c >= FIRST_UNKNOWN && c < FIRST_UNKNOWN + 6000;
  }

  private String shown(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (unknown(c)) {
        out.append(names.get(c - FIRST_UNKNOWN));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  // ---- one behind the other

  private List<String> split(String text) {
    List<String> all = new ArrayList<>();
    StringBuilder one = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (one.toString().isBlank() && own(text, i)) {
        int end = line(text, i);
        add(all, text.substring(i, end).replaceFirst(";\\s*$", ""));
        one.setLength(0);
        i = end;
      } else if (c == '\'' || c == '"' || c == '`') {
        int end = quoted(text, i, c);
        one.append(text, i, end);
        i = end;
      } else if (c == '$' && client == Client.PSQL && dollar(text, i) > 0) {
        int end = dollar(text, i);
        one.append(text, i, end);
        i = end;
      } else if (comment(text, i)) {
        i = line(text, i);
      } else if (text.startsWith("/*!", i) && client == Client.MYSQL) {
        // MySQL runs what stands in these.
        i += 3;
        while (i < text.length() && Character.isDigit(text.charAt(i))) {
          i++;
        }
      } else if (text.startsWith("*/", i) && client == Client.MYSQL) {
        one.append(' ');
        i += 2;
      } else if (text.startsWith("/*", i)) {
        int end = text.indexOf("*/", i + 2);
        i = end < 0 ? text.length() : end + 2;
        one.append(' ');
      } else if (c == ';') {
        add(all, one.toString());
        one.setLength(0);
        i++;
      } else {
        one.append(c);
        i++;
      }
    }
    add(all, one.toString());
    return all;
  }

  private static void add(List<String> all, String statement) {
    if (!statement.isBlank()) {
      all.add(statement.strip());
    }
  }

  private static int line(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  private boolean comment(String text, int at) {
    if (text.charAt(at) == '#') {
      return client == Client.MYSQL;
    }
    if (!text.startsWith("--", at)) {
      return false;
    }
    return client != Client.MYSQL
        || at + 2 >= text.length()
        || Character.isWhitespace(text.charAt(at + 2));
  }

  private int quoted(String text, int from, char quote) {
    boolean escapes =
        client == Client.MYSQL
            || (from > 0 && "eE".indexOf(text.charAt(from - 1)) >= 0 && client == Client.PSQL);
    int i = from + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += escapes && text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, text.length());
  }

  /// The end of `$tag$ … $tag$`, 0 where there is none.
  private static int dollar(String text, int from) {
    int tag = text.indexOf('$', from + 1);
    if (tag < 0 || !text.substring(from + 1, tag).matches("\\w*")) {
      return 0;
    }
    String mark = text.substring(from, tag + 1);
    int end = text.indexOf(mark, tag + 1);
    return end < 0 ? text.length() : end + mark.length();
  }

  /// Whether a command of the client itself begins here, which ends with its line.
  private boolean own(String text, int at) {
    char c = text.charAt(at);
    return switch (client) {
      case PSQL -> c == '\\';
      case SQLITE -> c == '.' && (at == 0 || text.charAt(at - 1) == '\n');
      case MYSQL -> {
        if (c == '\\') {
          yield true;
        }
        int end = at;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
          end++;
        }
        boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
        yield begins
            && MYSQL_WORDS.contains(text.substring(at, end).toLowerCase(Locale.ROOT))
            && text.substring(at, line(text, at)).strip().matches("[^;]*;?");
      }
    };
  }

  // ---- what one says

  private Said said(String statement) {
    String shown = shown(statement);
    String[] words = statement.split("\\s+", 2);
    String verb = words[0].toLowerCase(Locale.ROOT);
    String rest = words.length > 1 ? shown(words[1]).strip() : "";
    if (statement.startsWith("\\") || statement.startsWith(".")) {
      return new Said(own(verb, statement), shown, rest);
    }
    if (client == Client.MYSQL) {
      Kind kind =
          switch (verb) {
            case "source" -> Kind.FILE;
            case "system" -> Kind.SHELL;
            case "delimiter", "tee", "pager" -> Kind.UNKNOWN;
            default -> null;
          };
      if (kind != null) {
        return new Said(kind, shown, rest);
      }
    }
    return new Said(statement(statement, verb), shown, "");
  }

  private Kind own(String verb, String statement) {
    if (verb.startsWith("\\!")) {
      return Kind.SHELL;
    }
    return switch (client) {
      case PSQL ->
          switch (verb) {
            case "\\i", "\\ir", "\\include" -> Kind.FILE;
            case "\\gexec", "\\o", "\\w", "\\g", "\\copy" -> Kind.UNKNOWN;
            default -> statement.contains("\\gexec") ? Kind.UNKNOWN : Kind.READS;
          };
      case SQLITE ->
          switch (verb) {
            case ".shell", ".system" -> Kind.SHELL;
            case ".read" -> Kind.FILE;
            case ".restore" -> Kind.LOSES;
            case ".import" -> Kind.CHANGES;
            case ".output", ".once", ".backup", ".save", ".clone", ".open", ".load", ".excel" ->
                Kind.UNKNOWN;
            default -> Kind.READS;
          };
      case MYSQL ->
          switch (verb) {
            case "\\." -> Kind.FILE;
            case "\\d", "\\t", "\\p" -> Kind.UNKNOWN;
            default -> Kind.READS;
          };
    };
  }

  private Kind statement(String statement, String verb) {
    if (READING.matcher(statement).matches()) {
      return statement.contains("\\g") ? Kind.UNKNOWN : Kind.READS;
    }
    if (statement.length() > LONGEST) {
      return verb.equals("insert") ? Kind.CHANGES : byWords(statement, verb);
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < statement.length(); i++) {
      char c = statement.charAt(i);
      plain.append(unknown(c) ? 'x' : c);
    }
    if (unknown(statement.charAt(0))) {
      return Kind.UNKNOWN;
    }
    Statement parsed = parse(plain.toString());
    return parsed == null ? byWords(statement, verb) : judged(parsed, plain.toString());
  }

  private static @Nullable Statement parse(String text) {
    try {
      CCJSqlParser parser = CCJSqlParserUtil.newParser(text).withAllowComplexParsing(false);
      Statement statement = parser.Statement();
      return statement instanceof UnsupportedStatement ? null : statement;
    } catch (ParseException | TokenMgrException e) {
      return null;
    }
  }

  /// What could not be parsed is not known; what begins like a loss is one.
  private static Kind byWords(String statement, String verb) {
    String lower = statement.toLowerCase(Locale.ROOT);
    boolean whole =
        (verb.equals("delete") || verb.equals("update")) && !lower.matches("(?s).*\\bwhere\\b.*");
    boolean drops =
        verb.equals("drop")
            || verb.equals("truncate")
            || (verb.equals("alter") && DROPPING.matcher(lower).find());
    if (whole || drops) {
      return Kind.LOSES;
    }
    boolean pragma = verb.equals("pragma") && !statement.contains("=");
    return pragma ? Kind.READS : Kind.UNKNOWN;
  }

  private static Kind judged(Statement statement, String text) {
    if (loses(statement, text)) {
      return Kind.LOSES;
    }
    StatementFeatures features = statement.getFeatures(f -> false);
    if (features.is(StmtFeature.OPAQUE)) {
      return Kind.UNKNOWN;
    }
    boolean changes = features.may(StmtFeature.MODIFIES_DATA) || features.modifiesSchema();
    return changes || features.is(StmtFeature.MODIFIES_DATA) ? Kind.CHANGES : Kind.READS;
  }

  private static boolean loses(Statement statement, String text) {
    return switch (statement) {
      case Delete delete -> all(delete.getWhere()) && delete.getJoins() == null;
      case Update update -> all(update.getWhere());
      case Truncate truncate -> true;
      case Drop drop ->
          HOLDERS.contains(drop.getType().toUpperCase(Locale.ROOT).replaceFirst("^.* ", ""));
      case CreateTable table -> table.isOrReplace();
      case Alter alter -> DROPPING.matcher(text).find();
      case Select select ->
          select.getWithItemsList() != null
              && select.getWithItemsList().stream()
                  .anyMatch(
                      item ->
                          item.toString().matches("(?is).*\\b(delete|update)\\b.*")
                              && !item.toString().matches("(?is).*\\bwhere\\b.*"));
      default -> false;
    };
  }

  private static boolean all(@Nullable Expression where) {
    return where == null || ALWAYS.matcher(where.toString()).matches();
  }
}
