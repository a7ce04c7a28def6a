#include "wire/canonical_json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <limits>
#include <utility>
#include <vector>

#include "wire/json_writer.hpp"

namespace callbackd::wire {
namespace {

namespace json = boost::json;
using boost::json::error_code;
using boost::json::string_view;

// Boost.JSON's parser calls this handler for each piece of the text. For each open object or array
// there is a frame, which holds its members as canonical text. When an object ends, its members are
// sorted and joined to one text, which becomes a member of the frame around it.
class CanonicalHandler {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  std::string release() { return std::move(whole_); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(); }
  bool on_object_end(std::size_t, error_code&) {
    auto members = close();
    std::sort(members.begin(), members.end());
    std::string text = "{";
    for (auto const& member : members) {
      if (text.size() > 1) text += ',';
      append_quoted(text, member.key);
      text += ':';
      text += member.value;
    }
    return add(text + '}');
  }
  bool on_array_begin(error_code&) { return open(); }
  bool on_array_end(std::size_t, error_code&) {
    std::string text = "[";
    for (auto const& element : close()) {
      if (text.size() > 1) text += ',';
      text += element.value;
    }
    return add(text + ']');
  }
  bool on_key_part(string_view part, std::size_t, error_code&) { return append_part(part); }
  bool on_key(string_view part, std::size_t, error_code&) {
    append_part(part);
    frames_.back().push_back({std::exchange(part_, {}), {}});
    return true;
  }
  bool on_string_part(string_view part, std::size_t, error_code&) { return append_part(part); }
  bool on_string(string_view part, std::size_t, error_code&) {
    append_part(part);
    std::string text;
    append_quoted(text, std::exchange(part_, {}));
    return add(std::move(text));
  }
  bool on_number_part(string_view part, error_code&) { return append_part(part); }
  bool on_int64(std::int64_t, string_view part, error_code&) { return number(part); }
  bool on_uint64(std::uint64_t, string_view part, error_code&) { return number(part); }
  bool on_double(double, string_view part, error_code&) { return number(part); }
  bool on_bool(bool value, error_code&) { return add(value ? "true" : "false"); }
  bool on_null(error_code&) { return add("null"); }
  bool on_comment_part(string_view, error_code&) { return true; }
  bool on_comment(string_view, error_code&) { return true; }

 private:
  struct Member {  // a member of an object; without a key, an element of an array
    std::string key;
    std::string value;
    auto operator<=>(Member const&) const = default;
  };

  bool open() {
    frames_.emplace_back();
    return true;
  }
  std::vector<Member> close() {
    auto members = std::move(frames_.back());
    frames_.pop_back();
    return members;
  }
  bool append_part(string_view part) {
    part_.append(part.data(), part.size());
    return true;
  }
  bool number(string_view part) {
    append_part(part);
    return add(std::exchange(part_, {}));
  }
  // Adds a value to the innermost open object or array. If the last member there has a key and no
  // value yet, the value belongs to that key.
  bool add(std::string text) {
    if (frames_.empty()) {
      whole_ = std::move(text);
      return true;
    }
    auto& members = frames_.back();
    bool const for_key = !members.empty() && members.back().value.empty();
    if (!for_key) members.emplace_back();
    members.back().value = std::move(text);
    return true;
  }

  // The frames: one for each open object or array, outermost first.
  std::vector<std::vector<Member>> frames_;
  std::string part_;  // the key, text or number that is being read
  std::string whole_;
};

}  // namespace

std::optional<std::string> canonical_json(std::string_view text, std::size_t max_depth) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::basic_parser<CanonicalHandler> parser{options};
  error_code error;
  auto const read = parser.write_some(false, text.data(), text.size(), error);
  if (error || read < text.size()) return std::nullopt;
  return parser.handler().release();
}

}  // namespace callbackd::wire
