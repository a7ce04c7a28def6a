#include "wire/strict_json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/memory_resource.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/value_stack.hpp>
#include <cmath>
#include <new>
#include <vector>

#include "base/secret.hpp"

namespace callbackd::wire {
namespace {

namespace json = boost::json;
using boost::json::error_code;
using boost::json::string_view;

constexpr std::size_t kNulFieldsMost = 20;

// Memory that is overwritten before it is freed, because request bodies contain passwords and
// customers' data. The alignments are not used: Boost.JSON frees the text of a key with another
// alignment than it asked for, and memory from operator new is aligned for all that it stores.
class WipingMemory final : public json::memory_resource {
  void* do_allocate(std::size_t bytes, std::size_t) override { return ::operator new(bytes); }
  void do_deallocate(void* memory, std::size_t bytes, std::size_t) override {
    base::wipe(static_cast<char*>(memory), bytes);
    ::operator delete(memory);
  }
  bool do_is_equal(json::memory_resource const& other) const noexcept override {
    return this == &other;
  }
};

json::storage_ptr wiping_memory() {
  static WipingMemory the_one;
  return json::storage_ptr{&the_one};
}

// Builds the parsed value as Boost.JSON's own handler does. In addition it checks each piece for
// duplicate keys, U+0000, and numbers too large for a double.
// `keys_` has the keys of all open objects, one object after the other. `frames_` has the place in
// `keys_` where each object begins. The last key of each open object gives the path to the current
// place. When an object ends, its keys are sorted, and equal neighbours are duplicates.
class StrictHandler {
 public:
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  StrictHandler() : values_{wiping_memory()} { values_.reset(wiping_memory()); }

  std::vector<std::string>* nul_fields = nullptr;  // as in parse_strict()
  std::string const& broken_rule() const { return broken_rule_; }
  std::string path() const {
    std::string path;
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      std::size_t const end = i + 1 < frames_.size() ? frames_[i + 1] : keys_.size();
      if (end == frames_[i]) continue;
      if (!path.empty()) path += '.';
      path += cut_utf8(keys_[end - 1], kShownKeyBytes);
    }
    return path;
  }
  json::value release() { return values_.release(); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    frames_.push_back(keys_.size());
    return true;
  }
  bool on_object_end(std::size_t size, error_code& ec) {
    auto const first = keys_.begin() + static_cast<std::ptrdiff_t>(frames_.back());
    if (size > 1) {
      std::sort(first, keys_.end());
      auto const twice = std::adjacent_find(first, keys_.end());
      if (twice != keys_.end()) {
        std::string const key = cut_utf8(*twice, kShownKeyBytes);
        frames_.pop_back();
        keys_.erase(first, keys_.end());
        return refuse("the key " + key + " is given twice in one object", ec);
      }
    }
    keys_.erase(first, keys_.end());
    frames_.pop_back();
    values_.push_object(size);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t size, error_code&) {
    values_.push_array(size);
    return true;
  }
  bool on_key_part(string_view part, std::size_t, error_code& ec) {
    key_.append(part.data(), part.size());
    values_.push_chars(part);
    return without_nul(part, ec);
  }
  bool on_key(string_view part, std::size_t, error_code& ec) {
    key_.append(part.data(), part.size());
    values_.push_key(part);
    if (!without_nul(part, ec)) return false;  // the path does not contain this key yet
    keys_.push_back(std::move(key_));
    key_.clear();
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code& ec) {
    values_.push_chars(part);
    return without_nul(part, ec);
  }
  bool on_string(string_view part, std::size_t, error_code& ec) {
    values_.push_string(part);
    return without_nul(part, ec);
  }
  bool on_number_part(string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, string_view, error_code&) {
    values_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, string_view, error_code&) {
    values_.push_uint64(number);
    return true;
  }
  bool on_double(double number, string_view, error_code& ec) {
    if (!std::isfinite(number)) {
      ec = json::error::exponent_overflow;
      return false;
    }
    values_.push_double(number);
    return true;
  }
  bool on_bool(bool value, error_code&) {
    values_.push_bool(value);
    return true;
  }
  bool on_null(error_code&) {
    values_.push_null();
    return true;
  }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

 private:
  // Handles U+0000 in a string or key. If `nul_fields` is given, the path is stored there, and the
  // result is true. Otherwise the text is refused, and the result is false.
  bool without_nul(string_view part, error_code& ec) {
    if (part.find('\0') == string_view::npos) return true;
    if (nul_fields == nullptr) return refuse("U+0000 is not allowed in text", ec);
    bool const room = nul_fields->size() < kNulFieldsMost;
    if (auto where = path(); room && (nul_fields->empty() || nul_fields->back() != where)) {
      nul_fields->push_back(std::move(where));
    }
    return true;
  }
  bool refuse(std::string rule, error_code& ec) {
    broken_rule_ = std::move(rule);
    ec = json::error::syntax;
    return false;
  }

  json::value_stack values_;
  std::string key_;                  // the part of the current key that was read so far
  std::vector<std::string> keys_;    // the keys of all open objects, outermost first
  std::vector<std::size_t> frames_;  // for each open object, where its keys begin in keys_
  std::string broken_rule_;
};

std::string message_of(error_code const& error) {
  if (error == json::error::too_deep) return "it is nested too deeply";
  if (error == json::error::incomplete) return "the text ends too early";
  if (error == json::error::extra_data) return "there is more text after the value";
  if (error == json::error::illegal_leading_surrogate ||
      error == json::error::illegal_trailing_surrogate ||
      error == json::error::expected_utf16_escape) {
    return "a \\u escape is half a surrogate pair";
  }
  if (error == json::error::exponent_overflow) return "the number is too large";
  return "it is not JSON (" + error.message() + ")";
}

}  // namespace

std::string JsonError::to_text() const {
  std::string text = "At byte " + std::to_string(offset);
  if (!path.empty()) text += " in " + path;
  return text + ": " + message + ".";
}

boost::system::result<json::value, JsonError> parse_strict(std::string_view text,
                                                           std::size_t max_depth,
                                                           std::vector<std::string>* nul_fields) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::basic_parser<StrictHandler> parser{options};
  parser.handler().nul_fields = nul_fields;
  error_code error;
  std::size_t const read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error) {
    auto const& handler = parser.handler();
    return JsonError{read, handler.path(),
                     handler.broken_rule().empty() ? message_of(error) : handler.broken_rule(),
                     error == json::error::too_deep, error == json::error::exponent_overflow};
  }
  return parser.handler().release();
}

std::string cut_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string{text};
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string{text.substr(0, end)} + "…";
}

}  // namespace callbackd::wire
