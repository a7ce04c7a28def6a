// Writes the bodies of successful HTTP answers as JSON text. (problem.hpp writes the bodies of
// refusals.) Pure functions; any thread. The shapes are in proto/schemas/http.*.json.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/words.hpp"
#include "core/definition/site_decoder.hpp"
#include "core/messages/record.hpp"
#include "core/messages/view.hpp"

namespace callbackd::wire {

// Writes a callback. `manage_token` is left out if it is empty; only the answer 201 has one.
std::string write_callback_answer(core::CallbackView const& view,
                                  std::string_view manage_token = {});

struct EventsAnswer {
  std::vector<std::string> const& events_json;  // each element is the JSON text of one event
  // The value of the query parameter `after` for the next page. nullopt: this is the last page.
  std::optional<std::uint32_t> next;
};
std::string write_events_answer(EventsAnswer const& page);

std::string write_explain_answer(core::ExplainView const& view,
                                 std::vector<core::OfferRow> const& offers);
std::string write_estimate_answer(core::EstimateView const& view);
std::string write_slots_answer(core::SlotsView const& view);

struct SessionAnswer {
  std::string token;
  base::Instant expires_at{};
  std::string login;
  std::string name;
  std::vector<core::Role> roles;
};
std::string write_session_answer(SessionAnswer const& session);

enum class ChangeKind : std::uint8_t { kAdded, kRemoved, kChanged };
constexpr auto words_of(std::type_identity<ChangeKind>) {
  using enum ChangeKind;
  return std::to_array<base::Word<ChangeKind>>(
      {{"added", kAdded}, {"removed", kRemoved}, {"changed", kChanged}});
}
struct DefinitionAnswer {
  std::int64_t version = 0;  // version of the definition in force after the request
  bool applied = false;      // false: it was a dry run, or there was nothing to change
  std::vector<core::SiteChange> changes;
};
std::string write_definition_answer(DefinitionAnswer const& answer);

}  // namespace callbackd::wire
