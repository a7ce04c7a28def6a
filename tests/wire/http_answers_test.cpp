#include "wire/http_answers.hpp"

#include <catch2/catch.hpp>

#include "wire/problem.hpp"
#include "wire/strict_json.hpp"
#include "wire_support.hpp"

using namespace callbackd;
using namespace callbackd::wire;
using callbackd::wire::test::at;

namespace {

constexpr char kId[] = "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10";

core::CallbackView view() {
  core::CallbackView view;
  view.id = *base::callback_id_from_text(kId);
  view.state = core::CallbackState::kQueued;
  view.queue = "sales";
  view.phone = {12025550123};
  view.created_at = view.due_at = at("2027-03-14T09:00:00.123Z");
  view.expires_at = at("2027-03-15T09:00:00.123Z");
  return view;
}

}  // namespace

TEST_CASE("a new callback is answered with its token") {
  auto callback = view();
  callback.position = 3;
  callback.estimate = core::WaitEstimate{40, 95, 90};
  CHECK(
      write_callback_answer(callback, "cb_x") ==
      R"({"id":"01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10","state":"queued","queue":"sales",)"
      R"("phone":"+12025550123","created_at":"2027-03-14T09:00:00.123Z","due_at":"2027-03-14T09:00:00.123Z",)"
      R"("expires_at":"2027-03-15T09:00:00.123Z","position":3,)"
      R"("estimated_wait_seconds":{"low":40,"high":95,"accuracy":0.9},"attempts":0,"manage_token":"cb_x"})");
}

TEST_CASE("fields that a callback does not have are left out") {
  auto callback = view();
  auto const text = write_callback_answer(callback);
  CHECK_THAT(text, !Catch::Contains("position") && !Catch::Contains("estimated") &&
                       !Catch::Contains("cancel_requested") && !Catch::Contains("manage_token"));
  callback.cancel_requested = true;
  CHECK_THAT(write_callback_answer(callback),
             Catch::EndsWith(R"("attempts":0,"cancel_requested":true})"));
}

TEST_CASE("slots are told as instants and as the wall time of the zone asked for") {
  core::SlotsView slots;
  slots.time_zone = "America/New_York";
  CHECK(write_slots_answer(slots) == R"({"slots":[]})");
  slots.slots.push_back({at("2027-03-15T13:00:00Z"), at("2027-03-15T13:15:00Z"), 0});
  CHECK(write_slots_answer(slots) ==
        R"({"slots":[{"start":"2027-03-15T13:00:00.000Z","end":"2027-03-15T13:15:00.000Z",)"
        R"("local_start":"2027-03-15T09:00","left":0}]})");
}

TEST_CASE("every refusal has a status and a code over HTTP") {
  using core::RefusalReason;
  struct Row {
    RefusalReason reason;
    int status;
    char const* code;
  };
  Row const rows[] = {
      {RefusalReason::kUnauthenticated, 401, "unauthenticated"},
      {RefusalReason::kForbidden, 403, "forbidden"},
      {RefusalReason::kNotFound, 404, "not_found"},
      {RefusalReason::kWrongState, 409, "wrong_state"},
      {RefusalReason::kDuplicateCallback, 409, "duplicate_callback"},
      {RefusalReason::kSlotFull, 409, "slot_full"},
      {RefusalReason::kIdempotencyInProgress, 409, "idempotency_in_progress"},
      {RefusalReason::kIdempotencyMismatch, 422, "idempotency_mismatch"},
      {RefusalReason::kInvalidFields, 422, "invalid_fields"},
      {RefusalReason::kOutsideHours, 422, "invalid_fields"},
      {RefusalReason::kNumberRefused, 422, "invalid_fields"},
      {RefusalReason::kLimitReached, 429, "limit_reached"},
      {RefusalReason::kUnavailable, 503, "unavailable"},
  };
  for (auto const& row : rows) {
    core::Refusal refusal;
    refusal.reason = row.reason;
    auto const problem = problem_of(refusal);
    CHECK(status_of(problem.code) == row.status);
    CHECK(to_text(problem.code) == row.code);
    CHECK(parse_strict(write_problem(problem)).has_value());
    CHECK(problem.errors.empty() == (problem.code != ProblemCode::kInvalidFields));
  }
}

TEST_CASE("a limit that was reached has a type of its own, and says for how long") {
  using core::RequestLimit;
  struct Row {
    RequestLimit limit;
    std::string code;
  };
  Row const rows[] = {
      {RequestLimit::kSitePerMinute, "site_limit_reached"},
      {RequestLimit::kAddressPerMinute, "address_limit_reached"},
      {RequestLimit::kNumberPerHour, "number_limit_reached"},
      {RequestLimit::kNumberPerDay, "number_limit_reached"},
      {RequestLimit::kPrefixPerHour, "prefix_limit_reached"},
  };
  for (auto const& row : rows) {
    core::Refusal refusal;
    refusal.reason = core::RefusalReason::kLimitReached;
    refusal.limit = row.limit;
    refusal.retry_after = std::chrono::seconds{59};
    auto const problem = problem_of(refusal);
    CHECK(status_of(problem.code) == 429);
    CHECK(to_text(problem.code) == row.code);
    CHECK(problem.retry_after == std::chrono::seconds{59});
  }
}

TEST_CASE("a problem carries what its code promises") {
  core::Refusal duplicate;
  duplicate.reason = core::RefusalReason::kDuplicateCallback;
  duplicate.callback = base::callback_id_from_text(kId);
  CHECK(
      write_problem(problem_of(duplicate)) ==
      R"({"type":"/problems/duplicate_callback","title":"Duplicate callback","status":409,)"
      R"("detail":"A callback of this number already waits in this queue.","callback_id":"01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10"})");
  core::Refusal state;
  state.reason = core::RefusalReason::kWrongState;
  state.state = core::CallbackState::kExpired;
  CHECK_THAT(write_problem(problem_of(state)), Catch::EndsWith(R"("state":"expired"})"));
  CHECK(
      write_problem(problem_of("", {{"colour", "unknown_field", "is \"odd\""}})) ==
      R"({"type":"/problems/invalid_fields","title":"Invalid fields","status":422,)"
      R"("detail":"A field breaks a rule.","errors":[{"field":"colour","rule":"unknown_field","message":"is \"odd\""}]})");
  CHECK_THAT(write_problem(problem_of("At byte 3: no.", {})),
             Catch::Contains("/problems/malformed_json"));
}

TEST_CASE("events, estimate, session and definition have their shapes") {
  std::vector<std::string> const events{R"({"number":1})", R"({"number":2})"};
  CHECK(write_events_answer({events, 2}) == R"({"events":[{"number":1},{"number":2}],"next":2})");
  CHECK(write_events_answer({{}, {}}) == R"({"events":[]})");
  core::EstimateView closed;
  closed.open = false;
  closed.opens_at = at("2027-03-14T09:00:00Z");
  CHECK(write_estimate_answer(closed) ==
        R"({"open":false,"opens_at":"2027-03-14T09:00:00.000Z","position":1})");
  CHECK(
      write_session_answer(
          {"us_x", at("2027-03-14T09:00:00Z"), "alice", "Alice", {core::Role::kAgent}}) ==
      R"({"token":"us_x","expires_at":"2027-03-14T09:00:00.000Z","user":{"login":"alice","name":"Alice","roles":["agent"]}})");
  CHECK(
      write_definition_answer({8, true, {{"a", "", "1"}, {"b", "1", ""}, {"c", "1", "2"}}}) ==
      R"({"version":8,"applied":true,"changes":[{"path":"a","change":"added","after":"1"},)"
      R"({"path":"b","change":"removed","before":"1"},{"path":"c","change":"changed","before":"1","after":"2"}]})");
}

TEST_CASE("explain says of all that is kept away together when that ends") {
  core::ExplainView explain;
  explain.id = *base::callback_id_from_text(kId);
  explain.state = core::CallbackState::kScheduled;
  explain.waiting = core::ExplainView::Waiting{};
  auto const later = at("2027-03-15T09:00:00Z");
  auto const said = [&](core::ExclusionReason reason) {
    explain.waiting->excluded = {{{reason, 5, "", 0}, later, 0}};
    auto const text = write_explain_answer(explain, {});
    auto const begin = text.find("\"count\":5,");
    return text.substr(begin + 10, text.find('}', begin) - begin - 10);
  };
  CHECK(said(core::ExclusionReason::kNotDue) == R"("due_at":"2027-03-15T09:00:00.000Z")");
  CHECK(said(core::ExclusionReason::kClosed) == R"("opens_at":"2027-03-15T09:00:00.000Z")");
  CHECK(said(core::ExclusionReason::kPreferredAgentFirst) ==
        R"("until":"2027-03-15T09:00:00.000Z")");
}

TEST_CASE("explain tells why it waits and where offers went") {
  core::ExplainView explain;
  explain.id = *base::callback_id_from_text(kId);
  explain.state = core::CallbackState::kQueued;
  explain.waiting = core::ExplainView::Waiting{};
  explain.waiting->since = at("2027-03-14T09:00:00Z");
  explain.waiting->candidates = 5;
  explain.waiting->excluded = {
      {{core::ExclusionReason::kBusy, 3, "", 0}, {}, 0},
      {{core::ExclusionReason::kSkill, 1, "english", 8}, at("2027-03-14T09:01:00Z"), 6},
      {{core::ExclusionReason::kLetItGo, 1, "", 0}, at("2027-03-14T09:02:00Z"), 0}};
  core::OfferRow offer;
  offer.id = {explain.id, 3};
  offer.agent = "alice";
  offer.opened_at = at("2027-03-14T09:00:01Z");
  CHECK(
      write_explain_answer(explain, {offer}) ==
      R"({"callback_id":"01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10","state":"queued",)"
      R"("waiting":{"since":"2027-03-14T09:00:00.000Z","candidates":5,"excluded":[{"reason":"busy","count":3},)"
      R"({"reason":"skill","count":1,"skill":"english","required":8,"highest_level":6,)"
      R"("relaxes_at":"2027-03-14T09:01:00.000Z"},)"
      R"({"reason":"let_it_go","count":1,"until":"2027-03-14T09:02:00.000Z"}]},)"
      R"("offers":[{"offer_id":"01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10-o3","agent":"alice",)"
      R"("at":"2027-03-14T09:00:01.000Z","outcome":null,"why":{"candidates":0,"excluded":[],"chosen_by":"longest_idle"}}]})");
}
