// Reads the `when` of a request (wall times with a zone, or instants) into the window that it
// means, and writes it as words for people. Pure functions: `now` is a parameter. Any thread.
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
  core::RequestedTime words;   // the times and the zone as posted
  bool begin_in_past = false;  // not_before is past; with kToCompare no mistake was reported
};

// What to do with a not_before that is past. kMistake: report it. kToCompare: leave it to the
// caller, who allows it if the callback has it already.
enum class PastBegin : std::uint8_t { kMistake, kToCompare };

// Reads all members of `when` and calls finish(). Mistakes are added to the reader's errors.
When read_when(FieldReader& when, base::Instant now, PastBegin past = PastBegin::kMistake);
// The mistake of a past not_before that the caller compared and that is not the stored one.
core::FieldError begin_in_past();
// The instant of the begin of these words, by today's time zone database; nullopt: as soon as
// possible.
std::optional<base::Instant> begin_of(core::RequestedTime const& words);

// For example "14 Mar 09:00–12:00 New York", in the zone that was asked for or, without one, the
// company's. Without a time it is "as soon as possible".
std::string describe_when(core::RequestedTime const& words, std::string_view company_zone);

}  // namespace callbackd::wire
