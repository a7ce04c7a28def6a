#include "storage/row_reader.hpp"

#include <limits>

#include "storage/json_text.hpp"

namespace callbackd::storage {
namespace {

// The highest leg number that a stored row may have. It is half of the range, so that many numbers
// are left for new legs.
constexpr std::uint32_t kLegMost = std::numeric_limits<std::uint16_t>::max() / 2;

}  // namespace

void ColumnReader::operator()(core::Column, core::LegNumber& leg) {
  auto const field = next();
  auto const number = count_of(field);
  if (number > kLegMost) not_understood(field, "is too large");
  if (number <= static_cast<std::uint32_t>(core::LegNumber::kAgent)) {
    not_understood(field, "is the number of the contact's or the first agent's leg");
  }
  leg = static_cast<core::LegNumber>(number);
}

void ColumnReader::operator()(core::Column, core::RoutingValues&) {
  auto const field = next();
  if (text_of(field) != "object") not_understood(field, "is not an object");
}

void ColumnReader::operator()(core::Column, core::RequiredSkills& skills) {
  skills = skills_from_text(text_of(next()));
}

void ColumnReader::operator()(core::Column, core::Why& why) {
  why.candidates = count_of(next());
  why.chosen_by = given_word_of<core::ChosenBy>(next());
}

core::Why::Excluded excluded_of(pqxx::row const& row) {
  auto const reason = given_word_of<core::ExclusionReason>(row[2]);
  // kNoAgents cannot be a reason here: an offer is made only if there is an agent to make it to.
  if (reason == core::ExclusionReason::kNoAgents)
    not_understood(row[2], "is a reason that no offer can have");
  return {reason, count_of(row[3]), std::string{text_of(row[4])},
          static_cast<int>(number_of(row[5]))};
}

base::Instant ColumnReader::time(pqxx::field const& field) const {
  switch (times_) {
    case Times::kAll:
      return instant_of(field);
    case Times::kUsable:
      return time_of(field);
    case Times::kUsableOrNever:
      return time_or_never_of(field);
  }
  return {};
}

}  // namespace callbackd::storage
