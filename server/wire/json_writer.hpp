// JsonWriter writes JSON text directly into a string: it sets the commas and escapes every text. A
// value for one thread; one writer for each message. It does not check nesting: the caller pairs
// begin and end. Names of members are literals that need no escapes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.hpp"

namespace callbackd::wire {

// Appends `text` (UTF-8) in quotes, with the escapes that JSON demands (RFC 8259, section 7).
void append_quoted(std::string& out, std::string_view text);
// Appends the shortest text that reads back as the same number; whole numbers below 10^15 without
// an exponent.
void append_number(std::string& out, double number);

class JsonWriter {
 public:
  JsonWriter() { out_.reserve(kUsualBytes); }

  // Members of an object.
  void text(std::string_view name, std::string_view value) {
    key(name), append_quoted(out_, value);
  }
  void text_or_null(std::string_view name, std::string_view value);  // null for an empty value
  void number(std::string_view name, std::int64_t value) {
    key(name), out_ += std::to_string(value);
  }
  void number(std::string_view name, std::uint64_t value) {
    key(name), out_ += std::to_string(value);
  }
  void number(std::string_view name, std::uint32_t value) { number(name, std::uint64_t{value}); }
  void number(std::string_view name, int value) { number(name, std::int64_t{value}); }
  void flag(std::string_view name, bool value) { key(name), out_ += value ? "true" : "false"; }
  void null(std::string_view name) { key(name), out_ += "null"; }
  void instant(std::string_view name, base::Instant at);
  void json(std::string_view name, std::string_view value) {
    key(name), out_ += value;
  }  // JSON text as it is
  void begin_object(std::string_view name) { key(name), out_ += '{'; }
  void begin_array(std::string_view name) { key(name), out_ += '['; }
  // For these two the name is any text, and is escaped.
  void begin_object_of(std::string_view any_name) {
    separate(), append_quoted(out_, any_name), out_ += ":{";
  }
  void text_of(std::string_view any_name, std::string_view value) {
    separate(), append_quoted(out_, any_name), out_ += ':', append_quoted(out_, value);
  }

  // Elements of an array, or the top of the text.
  void begin_object() { separate(), out_ += '{'; }
  void begin_array() { separate(), out_ += '['; }
  void text(std::string_view value) { separate(), append_quoted(out_, value); }
  void json(std::string_view value) { separate(), out_ += value; }

  void end_object() { out_ += '}'; }
  void end_array() { out_ += ']'; }
  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t kUsualBytes = 512;

  // Writes a comma if a value stands before. A value always ends in a quote, a closing bracket, a
  // digit or a letter, so the last byte tells.
  void separate() {
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':')
      out_ += ',';
  }
  void key(std::string_view name) {
    separate();
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }

  std::string out_;
};

}  // namespace callbackd::wire
