// The `when` of a request: wall times with a zone, or instants, to the window they mean and back to
// words for people. Pure: what "now" is comes as a parameter. Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/messages/command.hpp"
#include "core/messages/details.hpp"
#include "core/messages/view.hpp"

namespace callbackd::wire {

class FieldReader;

struct When {
  core::TimeWindow window;
  core::RequestedTime words;   // as posted
  bool begin_in_past = false;  // with PastBegin::kToCompare
};

// A begin that is past is a mistake, unless it may be that of before: the caller compares then.
enum class PastBegin : std::uint8_t { kMistake, kToCompare };

// Reads every member of `when` and finishes it. Mistakes go to the reader's errors.
When read_when(FieldReader& when, base::Instant now, PastBegin past = PastBegin::kMistake);
// The mistake of a begin that was compared and is another.
core::FieldError begin_in_past();
// What the begin of these words means by the zones of today; nullopt: as soon as possible.
std::optional<base::Instant> begin_of(core::RequestedTime const& words);

// "14 Mar 09:00–12:00 New York", in the zone asked for or else the company's; "as soon as possible"
// without a time.
std::string describe_when(core::RequestedTime const& words, std::string_view company_zone);

}  // namespace callbackd::wire
