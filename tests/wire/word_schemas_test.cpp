// Tests that the words which a schema in proto/schemas allows are exactly the words of the code's
// list. Two kinds of words are compared elsewhere. The schema of the site definition is made from
// its keys (definition_schema_test.cpp). The words for broken rules are no enum
// (tests/house/rule_words_test.py).
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <boost/json.hpp>

#include "core/definition/site_keys.hpp"
#include "core/messages/types.hpp"
#include "wire/http_answers.hpp"
#include "wire/problem.hpp"
#include "wire/rpc_methods.hpp"
#include "wire/rpc_types.hpp"

using namespace callbackd;
using namespace callbackd::core;
namespace json = boost::json;

namespace {

using Texts = std::set<std::string>;

template <typename Enum>
Texts words() {
  return {base::kTexts<Enum>.begin(), base::kTexts<Enum>.end()};
}
template <typename Enum, typename Wanted>
Texts words_where(Wanted const& wanted) {
  Texts texts;
  for (auto const& [word, value] : base::kWords<Enum>) {
    if (wanted(value)) texts.emplace(word);
  }
  return texts;
}
Texts operator+(Texts texts, Texts const& more) {
  texts.insert(more.begin(), more.end());
  return texts;
}

Texts problem_types() {
  Texts texts{"/problems/upgrade_required"};  // of the transport: it has no body of ours
  for (auto code = wire::ProblemCode{}; code <= wire::ProblemCode::kUnavailable;
       code = static_cast<wire::ProblemCode>(static_cast<int>(code) + 1)) {
    texts.insert("/problems/" + std::string(wire::to_text(code)));
  }
  return texts;
}

// Returns whether this outcome is also a word for how a party's part in a call ended. All outcomes
// are, except these three.
bool ends_a_part(AttemptOutcome outcome) {
  return outcome != AttemptOutcome::kAnswered && outcome != AttemptOutcome::kMachine &&
         outcome != AttemptOutcome::kAgentUnreachable;
}
bool is_retried(AttemptOutcome outcome) {
  return std::find(kRetryOutcomes.begin(), kRetryOutcomes.end(), outcome) != kRetryOutcomes.end();
}

// Returns the expected lists of words. The key names the schema file and the place in it.
std::map<std::string, Texts> lists() {
  std::string const error = "ws.error.json/properties/error/properties/data/properties/";
  return {
      {"common.agent.json/properties/roles/items", words<Role>()},
      {"common.attempt.json/properties/outcome", words<AttemptOutcome>()},
      {"common.call_status.json", words<CallStatus>()},
      {"common.call_target.json/properties/kind", words<wire::TargetKind>()},
      {"common.callback_state.json", words<CallbackState>()},
      {"common.channel_name.json", words<Channel>()},
      {"common.consultation.json/properties/outcome",
       words<PartyEnd>() + words_where<AttemptOutcome>(ends_a_part)},
      {"common.consultation.json/properties/state", words<ConsultationState>()},
      {"common.definition_change.json/properties/change", words<wire::ChangeKind>()},
      {"common.event.json/properties/type", words<EventType>()},
      {"common.exclusion.json/properties/reason", words_where<ExclusionReason>([](auto reason) {
         return reason != ExclusionReason::kNoAgents;
       })},
      {"common.exclusion_now.json/properties/reason", words<ExclusionReason>()},
      {"common.interaction.json/properties/allowed_actions/items", words<Action>()},
      {"common.interaction.json/properties/state",
       words_where<CallbackState>([](auto state) { return !is_waiting(state); })},
      {"common.offer_outcome.json", words<OfferOutcome>()},
      {"common.party.json/properties/kind", words<PartyKind>()},
      {"common.party.json/properties/state", words<PartyState>()},
      {"common.ready_state.json", words<Readiness>()},
      {"common.retry.json/properties/outcome", words_where<AttemptOutcome>(is_retried)},
      {"http.explain.json/properties/offers/items/properties/why/properties/chosen_by",
       words<ChosenBy>()},
      {"http.problem.json/properties/type", problem_types()},
      {error + "reason", words_where<RefusalReason>(
                             [](auto reason) { return reason < RefusalReason::kInvalidFields; })},
      {error + "state",
       words<CallbackState>() + words<CallStatus>() + words<ConsultationState>() + Texts{"open"}},
      {"ws.notification.interaction.closed.json/properties/params/properties/outcome",
       words<InteractionOutcome>()},
  };
}

// Collects the words of every `enum` of texts in a schema. The key names the schema file and the
// place in it.
void find_enums(json::value const& value, std::string const& place,
                std::map<std::string, Texts>& found) {
  if (auto const* const list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      find_enums(list->at(i), place + '/' + std::to_string(i), found);
  }
  auto const* const object = value.if_object();
  if (object == nullptr) return;
  for (auto const& [key, member] : *object)
    find_enums(member, place + '/' + std::string(key), found);
  auto const* const known = object->if_contains("enum");
  if (known == nullptr || !known->is_array() || !known->as_array().at(0).is_string()) return;
  for (auto const& word : known->as_array()) found[place].emplace(word.as_string());
}

std::map<std::string, Texts> enums_of_schemas() {
  std::map<std::string, Texts> found;
  for (auto const& file :
       std::filesystem::directory_iterator{CALLBACKD_SOURCE_DIR "/proto/schemas"}) {
    auto const name = file.path().filename().string();
    if (name == "http.definition.json") continue;
    std::ifstream in{file.path()};
    find_enums(json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}), name, found);
  }
  return found;
}

constexpr char kRuleWordsPlace[] = "common.field_error.json/properties/rule";

// Returns whether this place of a schema is in a condition or an alternative (`allOf`, `oneOf`).
// Such a place allows only a part of a list of words. The whole list is elsewhere in the same file.
bool is_condition(std::string const& place) {
  return place.find("/allOf/") != std::string::npos || place.find("/oneOf/") != std::string::npos;
}

}  // namespace

TEST_CASE("every schema allows exactly the words of the list that the code has") {
  auto const wanted = lists();
  auto const found = enums_of_schemas();
  for (auto const& [place, words] : wanted) {
    INFO(place);
    REQUIRE(found.contains(place));
    CHECK(found.at(place) == words);
  }
  CHECK(found.contains(kRuleWordsPlace));
  for (auto const& [place, words] : found) {
    INFO(place << " has words that no list of this test has");
    CHECK((wanted.contains(place) || is_condition(place) || place == kRuleWordsPlace));
  }
}

TEST_CASE("every action of an interaction is called as its method is") {
  auto const methods = wire::all_methods();
  for (auto const word : kTexts<Action>) {
    INFO(word);
    CHECK(std::any_of(methods.begin(), methods.end(), [&](wire::MethodRow const& row) {
      auto const dot = row.name.find('.');
      auto const verb = row.name.substr(dot + 1);
      auto const consult = row.name == "consultation.start" && word == "consult";
      return verb == word || consult;
    }));
  }
}
