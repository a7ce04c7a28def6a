#include "core/messages/types.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace callbackd::core;

TEST_CASE("every callback state is read back from its word") {
  for (int i = 0; i <= static_cast<int>(CallbackState::kFailed); ++i) {
    auto const state = static_cast<CallbackState>(i);
    CHECK(callback_state_from(to_text(state)) == state);
  }
  CHECK(!callback_state_from("waiting"));
  CHECK(!callback_state_from(""));
}

TEST_CASE("every offer outcome and attempt outcome is read back from its word") {
  for (int i = 0; i <= static_cast<int>(OfferOutcome::kAgentLost); ++i) {
    auto const outcome = static_cast<OfferOutcome>(i);
    CHECK(offer_outcome_from(to_text(outcome)) == outcome);
  }
  for (int i = 0; i <= static_cast<int>(AttemptOutcome::kAgentUnreachable); ++i) {
    auto const outcome = static_cast<AttemptOutcome>(i);
    CHECK(attempt_outcome_from(to_text(outcome)) == outcome);
  }
}

TEST_CASE("the last four states are final and the others are not") {
  CHECK(!is_final(CallbackState::kScheduled));
  CHECK(!is_final(CallbackState::kActive));
  CHECK(is_final(CallbackState::kCompleted));
  CHECK(is_final(CallbackState::kFailed));
}

TEST_CASE("words within one list are distinct") {
  std::set<std::string_view> words;
  for (int i = 0; i <= static_cast<int>(EventType::kFailed); ++i) {
    CHECK(words.insert(to_text(static_cast<EventType>(i))).second);
  }
  words.clear();
  for (int i = 0; i <= static_cast<int>(RefusalReason::kIdempotencyInProgress); ++i) {
    CHECK(words.insert(to_text(static_cast<RefusalReason>(i))).second);
  }
  words.clear();
  for (int bit = 0; bit < 10; ++bit) {
    CHECK(words.insert(to_text(static_cast<Action>(1 << bit))).second);
  }
}
