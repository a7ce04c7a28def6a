#include "core/messages/types.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string_view>

#include "core/definition/site_definition.hpp"

using namespace callbackd::core;

TEMPLATE_TEST_CASE("every member of a closed list has one word, and is read back from it", "",
                   CallbackState, CallStatus, OfferOutcome, InteractionOutcome, AttemptOutcome,
                   EventType, ExclusionReason, ChosenBy, PartyRole, ConsultationState,
                   RefusalReason, RequestLimit, Role) {
  std::set<std::string_view> words;
  for (std::size_t place = 0; place < kWords<TestType>.size(); ++place) {
    auto const member = static_cast<TestType>(place);
    CAPTURE(place);
    CHECK(kWords<TestType>[place].second == member);
    CHECK(words.insert(to_text(member)).second);
    CHECK(from_text<TestType>(to_text(member)) == member);
  }
  CHECK_FALSE(from_text<TestType>("waiting"));
  CHECK_FALSE(from_text<TestType>(""));
}

TEST_CASE("no list has fewer words than members") {
  CHECK(kWords<CallbackState>.back().second == CallbackState::kFailed);
  CHECK(kWords<OfferOutcome>.back().second == OfferOutcome::kAgentLost);
  CHECK(kWords<AttemptOutcome>.back().second == AttemptOutcome::kAgentUnreachable);
  CHECK(kWords<EventType>.back().second == EventType::kFailed);
  CHECK(kWords<RefusalReason>.back().second == RefusalReason::kIdempotencyInProgress);
  CHECK(kWords<RequestLimit>.size() == kRequestLimitCount);
}

TEST_CASE("the last four states are final and the others are not") {
  CHECK(!is_final(CallbackState::kScheduled));
  CHECK(!is_final(CallbackState::kActive));
  CHECK(is_final(CallbackState::kCompleted));
  CHECK(is_final(CallbackState::kFailed));
}

TEST_CASE("each action is a bit of its own with a word of its own") {
  std::set<std::string_view> words;
  unsigned bits = 0;
  for (auto const& [word, action] : kWords<Action>) {
    CHECK(words.insert(word).second);
    CHECK((bits & static_cast<unsigned>(action)) == 0);
    bits |= static_cast<unsigned>(action);
  }
  CHECK(bits == (1U << kWords<Action>.size()) - 1);
}
