// FieldReader reads the members of one JSON object by name and rule. It collects every mistake with
// the dotted path of its field. Members that the decoder did not ask for are mistakes too. A
// decoder makes the FieldReader on its stack, on one thread. The object must outlive it. Never
// throws. Internal to wire.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire {

enum class Presence : std::uint8_t { kOptional, kRequired };

enum class Charset : std::uint8_t {
  kLine,  // no control characters
  kText,  // no control characters except line ends and tabs
  kName,  // names that base::fault_of_name() allows
  kAny    // every character
};

struct TextRule {
  Presence presence = Presence::kOptional;
  std::size_t min_chars = 0;
  std::size_t max_chars = 0;  // 0: only the whole body has a limit
  std::size_t max_bytes = 0;  // 0: only the whole body has a limit
  Charset charset = Charset::kLine;
};

// The value must be from `low` to `high`, both included.
struct IntegerRule {
  Presence presence = Presence::kOptional;
  std::int64_t low = 0;
  std::int64_t high = 0;
};

std::size_t count_chars(std::string_view utf8);  // counts Unicode code points
// Returns the value if it is a whole number, written as 3 or as 3.0. Otherwise nullopt.
std::optional<std::int64_t> whole_number(boost::json::value const& value);

class FieldReader {
 public:
  // In messages, the name of each field is `path`, a dot and the key. If `path` is empty, the name
  // is only the key. Mistakes are added to `errors`.
  FieldReader(boost::json::object const& object, std::string path, FieldErrors& errors);

  bool empty() const { return object_->empty(); }
  bool has(std::string_view key) const { return object_->contains({key.data(), key.size()}); }
  // Marks the key as known and returns its value. nullptr: the member is absent. If an absent
  // member is required, this is reported.
  boost::json::value const* take(std::string_view key, Presence presence = Presence::kOptional);

  // Each of these functions reads one member by its rule. An empty result means that the member is
  // absent or wrong; a wrong member has been reported. word() returns the position of the value in
  // `words`.
  std::optional<std::string> text(std::string_view key, TextRule const& rule);
  std::optional<std::int64_t> integer(std::string_view key, IntegerRule const& rule);
  std::optional<bool> flag(std::string_view key);
  std::optional<std::size_t> word(std::string_view key, Presence presence,
                                  std::span<std::string_view const> words);
  template <base::HasWords Enum>
  std::optional<Enum> word(std::string_view key, Presence presence) {
    auto const place = word(key, presence, base::kTexts<Enum>);
    if (!place) return std::nullopt;
    return base::kWords<Enum>[*place].second;
  }
  boost::json::object const* object(std::string_view key, Presence presence = Presence::kOptional);

  std::string path_of(std::string_view key) const;
  void fail(std::string_view key, core::RuleWord rule, std::string message);
  FieldErrors& errors() { return *errors_; }
  // Call it last. Reports each member that no call of this reader asked for, as unknown_field.
  void finish();

 private:
  boost::json::object const* object_;
  std::string path_;
  FieldErrors* errors_;
  std::vector<std::string_view> known_;
};

}  // namespace callbackd::wire
