// The `when` of a request: wall times with a zone, or instants, to the window they mean and back to
// words for people. Pure: what "now" is comes as a parameter. Any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/command.hpp"
#include "core/details.hpp"

namespace callbackd::wire {

class FieldReader;

struct When {
  core::TimeWindow window;
  core::RequestedTime words;  // as posted
};

// A little in the past is "now" by a clock that runs behind.
inline constexpr std::chrono::minutes kPastTolerance{5};

// Reads every member of `when` and finishes it. Mistakes go to the reader's errors.
When read_when(FieldReader& when, base::Instant now);

// "14 Mar 09:00–12:00 New York", in the zone asked for or else the company's; "as soon as possible"
// without a time.
std::string describe_when(core::RequestedTime const& words, std::string_view company_zone);

}  // namespace callbackd::wire
