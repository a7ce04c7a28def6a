// The rules for the values of a site definition's keys, as types: how a value is written, and which
// values are valid. The rule for numbers is Range (table_reader.hpp). Values; any thread. Each
// visitor of site_keys.hpp decides what it does with a rule, for example decode a value or write a
// schema.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "core/definition/setting_words.hpp"
#include "core/definition/table_reader.hpp"
#include "core/definition/text_format.hpp"

namespace callbackd::core {

// The kind of thing that a name refers to. A thing of this kind with this name must exist. This is
// checked when the whole definition has been read.
enum class NameOf : std::uint8_t {
  kQueue,
  kRoutingPoint,
  kQueueOrPoint,
  kAgent,
  kSkill,
  kHours,
  kLayout,
  kCodeList
};

// ---- The rules for texts. A name has one line of 1 to 100 characters (kNameChars). ----

struct OwnName {  // the name of its own table: required, and unique among the tables of its kind
  TextFormat format = TextFormat::kAny;
};
struct Name {
  TextFormat format = TextFormat::kAny;
};
struct RefersTo {  // a name, of something that must exist
  NameOf kind{};
};
struct Text {  // may be empty, and have several lines
  std::size_t most_chars = 0;
  TextFormat format = TextFormat::kAny;
};
// A name or text that people read. If it is left out, or breaks the rule of base/shown_name.hpp,
// the value of another key (`instead`) is used.
struct ShownName {
  std::string const* instead = nullptr;
};
struct ShownText {
  std::string const* instead = nullptr;
};
inline constexpr std::size_t kShownChars = 200;

// ---- The rules for lists. No element may be listed twice. ----

struct EachText {
  TextFormat format = TextFormat::kAny;
  bool beside_faults = false;  // true: when one element is faulty, the others are still checked
};
struct EachRefersTo {
  NameOf kind{};
  bool beside_faults = false;  // as in EachText
};

// ---- The rules for a value that is a word of a closed list. The type of the member, an enum, is
// the list. ----

struct OneOf {};
struct EachOneOf {
  // The word for one element, for example "role". If it is given, the list must not be empty, and
  // the message about an empty list has this word.
  std::string_view at_least_one = {};
};

// ---- The rules for values that are neither text nor number. ----

struct Flag {};         // true or false
struct SkillLevels {};  // a table of skills, each with its level
struct DayWindows {};   // a list of times of one day, like 09:00-17:30
struct SpecialDays {    // a table of dates, each with its DayWindows
  std::set<std::chrono::year_month_day> const* closed = nullptr;  // dates that must not be in it
};
struct Target {                            // a table with exactly one key of kTargets
  std::string const* own_queue = nullptr;  // the queue itself: the same as no target
};
struct Retry {  // the rule for one outcome of a call
  AttemptOutcome outcome{};
};
struct OneCondition {};  // a condition of a routing rule
struct Conditions {};    // a list of one condition or more

// ---- The rules for tables. The keys of such a table are in site_keys.hpp, too. ----

struct OneTable {};
struct Tables {};         // a list of tables
struct Section {          // a list of tables at the top level, each with an OwnName
  std::string_view kind;  // the word for one of them in messages
};

}  // namespace callbackd::core
