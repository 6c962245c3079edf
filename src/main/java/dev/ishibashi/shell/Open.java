package dev.ishibashi.shell;

/// What a list of commands stands in, which says what may end it.
enum Open {
  BRACE("{"),
  PARENTHESIS("("),
  SUBSTITUTION("$("),
  INPUT_PROCESS("<("),
  OUTPUT_PROCESS(">("),
  BACKQUOTE("`"),
  IF("if"),
  WHILE("while"),
  UNTIL("until"),
  FOR("for"),
  SELECT("select"),
  CASE("case");

  final String text;

  Open(String text) {
    this.text = text;
  }

  boolean endsBefore(Keyword keyword) {
    return switch (this) {
      case BRACE -> keyword == Keyword.CLOSE_BRACE;
      case IF ->
          keyword == Keyword.THEN
              || keyword == Keyword.ELIF
              || keyword == Keyword.ELSE
              || keyword == Keyword.FI;
      case WHILE, UNTIL, FOR, SELECT -> keyword == Keyword.DO || keyword == Keyword.DONE;
      case CASE -> keyword == Keyword.ESAC;
      case PARENTHESIS, SUBSTITUTION, INPUT_PROCESS, OUTPUT_PROCESS, BACKQUOTE -> false;
    };
  }

  /// Whether it is a command or process substitution.
  boolean substitutes() {
    return this == SUBSTITUTION || this == INPUT_PROCESS || this == OUTPUT_PROCESS;
  }

  boolean endsBeforeParenthesis() {
    return switch (this) {
      case PARENTHESIS, SUBSTITUTION, INPUT_PROCESS, OUTPUT_PROCESS -> true;
      case BRACE, BACKQUOTE, IF, WHILE, UNTIL, FOR, SELECT, CASE -> false;
    };
  }
}
