// The rules for the values of a site definition's keys, as types: how a value is written and what
// it must be. Numbers have a Range (table_reader.hpp). Values only: what a rule does is up to each
// visitor of site_keys.hpp.
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

// What a name refers to. It must exist once everything is read.
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

// ---- texts. A name has 1 to 100 characters (kNameChars) and one line. ----

struct OwnName {  // what its table is called: required, and distinct among the tables of its kind
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
// What people read. Left out, or against the rule for what is shown, it is what another key says.
struct ShownName {
  std::string const* instead = nullptr;
};
struct ShownText {
  std::string const* instead = nullptr;
};
inline constexpr std::size_t kShownChars = 200;

// ---- lists of distinct names ----

struct EachText {
  TextFormat format = TextFormat::kAny;
  bool beside_faults = false;  // true: of a list with a fault the other names are checked, too
};
struct EachRefersTo {
  NameOf kind{};
  bool beside_faults = false;  // likewise
};

// ---- words of a closed list: that of the member's enum ----

struct OneOf {};
struct EachOneOf {
  std::string_view at_least_one = {};  // what a message calls one; empty: the list may be empty
};

// ---- what is neither text nor number ----

struct Flag {};         // true or false
struct SkillLevels {};  // a table of skills, each with its level
struct DayWindows {};   // a list of times of one day, like 09:00-17:30
struct SpecialDays {    // a table of dates, each with its DayWindows
  std::set<std::chrono::year_month_day> const* closed = nullptr;  // these must not be among them
};
struct Target {                            // a table with exactly one of kTargets
  std::string const* own_queue = nullptr;  // this queue means the same as no target
};
struct Retry {  // the rule for one outcome of a call
  AttemptOutcome outcome{};
};
struct Condition {};   // of a routing rule
struct Conditions {};  // a list of at least one

// ---- tables whose keys are described as well ----

struct OneTable {};
struct Tables {};         // a list of tables
struct Section {          // a list of tables at the top, told apart by OwnName
  std::string_view kind;  // what messages call one of them
};

}  // namespace callbackd::core
