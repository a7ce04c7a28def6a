// Splits a log line of the form `event key=value key="text"` into its event and fields, for the
// JSON log. A line of another form stays one text. Pure; any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::app {

struct LogField {
  std::string_view key;
  std::string value;    // without quotes and escapes
  bool number = false;  // an integer that is written without quotes
};

struct LogLine {
  std::string_view message;  // the event's name, or the whole text
  std::vector<LogField> fields;
};

LogLine parse_log_line(std::string_view text);

}  // namespace callbackd::app
