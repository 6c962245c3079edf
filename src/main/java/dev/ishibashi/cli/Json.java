package dev.ishibashi.cli;

import tools.jackson.databind.json.JsonMapper;

/// Values to JSON, one line each.
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /// One line of JSON.
  ///
  /// @param value maps, lists, strings, numbers, booleans and nulls
  static String line(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
