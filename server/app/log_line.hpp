// A log line as it was written, `event key=value key="text"`, taken apart again for the JSON log.
// Pure; any thread. A line of another form is one text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace callbackd::app {

struct LogField {
  std::string_view key;
  std::string value;    // without quotes and escapes
  bool number = false;  // a whole number, written without quotes
};

struct LogLine {
  std::string_view message;  // the event's name, or the whole text
  std::vector<LogField> fields;
};

LogLine parse_log_line(std::string_view text);

}  // namespace callbackd::app
