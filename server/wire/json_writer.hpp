// JsonWriter writes JSON text directly into a string. It writes the commas and escapes every text.
// The function that writes a message makes a JsonWriter on its stack, on one thread. JsonWriter
// does not check nesting: the caller must call the matching end function for each begin function.
// Names of members must need no escapes, except in begin_object_of() and text_of().
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/instant.hpp"

namespace callbackd::wire {

// Appends `text` (UTF-8) in quotes, with the escapes that RFC 8259, section 7 requires.
void append_quoted(std::string& out, std::string_view text);
// Appends the shortest text that gives the same number when it is read again. Whole numbers below
// 10^15 are written without an exponent.
void append_number(std::string& out, double number);

class JsonWriter {
 public:
  JsonWriter() { out_.reserve(kUsualBytes); }

  // These functions write members of an object.
  void text(std::string_view name, std::string_view value) {
    key(name), append_quoted(out_, value);
  }
  // Writes null if `value` is empty.
  void text_or_null(std::string_view name, std::string_view value);
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
  }  // `value` is JSON text and is written without changes.
  void begin_object(std::string_view name) { key(name), out_ += '{'; }
  void begin_array(std::string_view name) { key(name), out_ += '['; }
  // For these two functions the name may be any text; it is escaped.
  void begin_object_of(std::string_view any_name) {
    separate(), append_quoted(out_, any_name), out_ += ":{";
  }
  void text_of(std::string_view any_name, std::string_view value) {
    separate(), append_quoted(out_, any_name), out_ += ':', append_quoted(out_, value);
  }

  // These functions take no name. They write an element of an array, or the outermost value.
  void begin_object() { separate(), out_ += '{'; }
  void begin_array() { separate(), out_ += '['; }
  void text(std::string_view value) { separate(), append_quoted(out_, value); }
  void json(std::string_view value) { separate(), out_ += value; }

  void end_object() { out_ += '}'; }
  void end_array() { out_ += ']'; }
  std::string take() { return std::move(out_); }

 private:
  static constexpr std::size_t kUsualBytes = 512;

  // Writes a comma if there is a value before this place. The last byte shows that: a value always
  // ends in a quote, a closing bracket, a digit or a letter.
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
