// Writes JSON text straight into a string: commas by itself, every text escaped. Any thread; one
// writer per message. Never checks nesting: begin and end are the caller's pairs. Names are
// literals that need no escaping.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.hpp"

namespace callbackd::wire {

// "…" with everything escaped that JSON asks for. `text` is UTF-8.
void append_quoted(std::string& out, std::string_view text);
// The shortest text that reads back as the same number; whole numbers without an exponent.
void append_number(std::string& out, double number);

class JsonWriter {
 public:
  JsonWriter() { out_.reserve(kUsualBytes); }

  // members of an object
  void text(std::string_view name, std::string_view value) {
    key(name), append_quoted(out_, value);
  }
  void text_or_null(std::string_view name, std::string_view value);  // empty: null
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
  // Of these two the name is somebody's, no literal.
  void begin_object_of(std::string_view any_name) {
    separate(), append_quoted(out_, any_name), out_ += ":{";
  }
  void text_of(std::string_view any_name, std::string_view value) {
    separate(), append_quoted(out_, any_name), out_ += ':', append_quoted(out_, value);
  }

  // elements of an array, or the top
  void begin_object() { separate(), out_ += '{'; }
  void begin_array() { separate(), out_ += '['; }
  void text(std::string_view value) { separate(), append_quoted(out_, value); }
  void json(std::string_view value) { separate(), out_ += value; }

  void end_object() { out_ += '}'; }
  void end_array() { out_ += ']'; }
  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t kUsualBytes = 512;

  // A value always ends in a quote, bracket, digit or letter: the last byte tells whether one
  // stands before.
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
