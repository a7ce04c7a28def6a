// Reads the member `when` of a request (wall times with a zone, or instants) into a time window.
// Also writes the asked times as words for people. Pure functions (`now` is a parameter); any
// thread.
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
  core::RequestedTime words;  // the times and the zone as posted
  // Whether not_before is in the past. With kToCompare no mistake is reported for that.
  bool begin_in_past = false;
};

// What to do with a not_before that is in the past. kMistake: report a mistake. kToCompare: the
// caller decides, and allows it if the callback already has the same not_before.
enum class PastBegin : std::uint8_t { kMistake, kToCompare };

// Reads all members of `when`. Mistakes are added to the reader's errors. An unknown member is a
// mistake too: this calls FieldReader::finish().
When read_when(FieldReader& when, base::Instant now, PastBegin past = PastBegin::kMistake);
// The mistake that a caller with kToCompare reports: not_before is in the past, and the callback
// does not already have the same not_before.
core::FieldError begin_in_past();
// The instant at which the asked window begins, by the rules that the time zone database has now.
// nullopt: as soon as possible.
std::optional<base::Instant> begin_of(core::RequestedTime const& words);

// The asked time as words for people, for example "14 Mar 09:00–12:00 New York". The zone is the
// asked one, or that of the company if none was asked for. Without a time the words are "as soon as
// possible".
std::string describe_when(core::RequestedTime const& words, std::string_view company_zone);

}  // namespace callbackd::wire
