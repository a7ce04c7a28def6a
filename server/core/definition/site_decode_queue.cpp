// One queue.
#include <algorithm>
#include <array>

#include "base/ids.hpp"
#include "core/definition/site_decoding.hpp"

namespace callbackd::core {
namespace {

using Kind = NameReference::Kind;

template <typename E>
using Words = std::pair<std::string_view, E>;

constexpr std::array kAgentChoices{
    Words<AgentChoice>{"longest_idle", AgentChoice::kLongestIdle},
    Words<AgentChoice>{"least_occupied", AgentChoice::kLeastOccupied},
    Words<AgentChoice>{"highest_skill", AgentChoice::kHighestSkill},
    Words<AgentChoice>{"round_robin", AgentChoice::kRoundRobin},
};
constexpr std::array kDuplicates{Words<DuplicatePolicy>{"refuse", DuplicatePolicy::kRefuse},
                                 Words<DuplicatePolicy>{"allow", DuplicatePolicy::kAllow}};
constexpr std::array kRetryModes{Words<RetryMode>{"agent", RetryMode::kAgent},
                                 Words<RetryMode>{"automatic", RetryMode::kAutomatic}};
constexpr std::array kAbandoned{Words<AbandonedPolicy>{"failed", AbandonedPolicy::kFailed},
                                Words<AbandonedPolicy>{"retry", AbandonedPolicy::kRetry}};

void decode_reference(TableReader& reader, std::string_view key, std::string& out,
                      SiteDecoding& decoding, Kind kind) {
  auto const* node = reader.take(key);
  if (node == nullptr || !reader.name(key, out)) return;
  decoding.refer(kind, out, {*node, reader.path_of(key)});
}

ReturnTarget decode_target(Place const& place, SiteDecoding& decoding) {
  struct Choice {
    std::string_view key;
    ReturnTarget::Kind target;
    Kind reference;
  };
  constexpr std::array kChoices{
      Choice{"queue", ReturnTarget::Kind::kQueue, Kind::kQueue},
      Choice{"routing_point", ReturnTarget::Kind::kRoutingPoint, Kind::kRoutingPoint},
      Choice{"agent", ReturnTarget::Kind::kAgent, Kind::kAgent},
  };
  TableReader reader(place, decoding.errors);
  ReturnTarget target;
  int given = 0;
  for (auto const& choice : kChoices) {
    if (reader.take(choice.key) == nullptr) continue;
    ++given;
    target.kind = choice.target;
    decode_reference(reader, choice.key, target.name, decoding, choice.reference);
  }
  if (reader.valid() && given != 1) {
    decoding.errors.push_back({place.path, "exactly_one",
                               "Give exactly one of queue, routing_point and agent.",
                               place.node.position});
  }
  reader.finish();
  return target;
}

void decode_targets_of(TableReader& reader, Queue& queue, SiteDecoding& decoding) {
  struct Return {
    std::string_view key;
    ReturnTarget& target;
  };
  for (auto const& [key, target] :
       std::initializer_list<Return>{{"on_reject", queue.on_reject},
                                     {"on_timeout", queue.on_timeout},
                                     {"on_agent_lost", queue.on_agent_lost}}) {
    reader.table(key, [&, &out = target](Place const& place) {
      out = decode_target(place, decoding);
      // Its own name says the same as leaving it out.
      if (out.kind == ReturnTarget::Kind::kQueue && out.name == queue.name) out = {};
    });
  }
  reader.table("on_exhausted", [&](Place const& place) {
    queue.on_exhausted = decode_target(place, decoding);
    decoding.exhausted.push_back(place);
  });
}

void decode_service(TableReader& reader, Queue& queue, SiteDecoding& decoding) {
  auto& errors = decoding.errors;
  reader.table("service_level", [&](Place const& place) {
    TableReader inner(place, errors);
    inner.require("seconds");
    inner.require("percent");
    inner.duration("seconds", queue.service_level, kSiteLimits.period_seconds);
    inner.number("percent", queue.service_level_percent, kSiteLimits.percent);
    inner.finish();
  });
  reader.table("ageing", [&](Place const& place) {
    TableReader inner(place, errors);
    inner.require("points");
    inner.number("points", queue.ageing.points, kSiteLimits.ageing_points);
    inner.duration("every_seconds", queue.ageing.every, kSiteLimits.period_seconds);
    inner.finish();
  });
  reader.table("slots", [&](Place const& place) {
    TableReader inner(place, errors);
    for (auto const* key : {"minutes", "capacity", "days_ahead"}) inner.require(key);
    inner.number("minutes", queue.slots.minutes, kSiteLimits.slot_minutes);
    inner.number("capacity", queue.slots.capacity, kSiteLimits.slot_capacity);
    inner.number("days_ahead", queue.slots.days_ahead, kSiteLimits.slot_days);
    inner.number("publishable_percent", queue.slots.publishable_percent, kSiteLimits.percent);
    inner.finish();
    constexpr int kWhole = 100;
    bool const one = queue.slots.capacity == 1 && place.node.find("capacity") != nullptr;
    if (one && queue.slots.publishable_percent < kWhole) {
      decoding.notices.push_back(
          {place.path, "whole_slot",
           "One place cannot be shared: publishable keys may book it, and publishable_percent "
           "keeps something for secret keys only from a capacity of 2 on.",
           place.node.position});
    }
  });
}

void decode_steps(TableReader& reader, Queue& queue, SiteDecoding& decoding) {
  reader.each("targets", [&](Place const& place) {
    TableReader inner(place, decoding.errors);
    TargetStep step;
    inner.duration("after_seconds", step.after, kSiteLimits.within_a_month_seconds);
    step.skills = decode_skills(inner, decoding);
    inner.finish();
    if (!queue.targets.empty() && step.after <= queue.targets.back().after) {
      inner.error("after_seconds", "range", "Must be later than in the step before.");
    }
    queue.targets.push_back(std::move(step));
  });
}

void decode_retries(TableReader& reader, Queue& queue, Problems& errors) {
  reader.table("retries", [&](Place const& place) {
    TableReader inner(place, errors);
    for (auto const* outcome : {"busy", "no_answer", "machine", "unreachable"}) {
      inner.table(outcome, [&](Place const& rule_place) {
        TableReader rule_reader(rule_place, errors);
        RetryRule rule;
        rule_reader.require("attempts");
        rule_reader.number("attempts", rule.attempts, kSiteLimits.attempts);
        rule_reader.duration("after_seconds", rule.after, kSiteLimits.within_a_month_seconds);
        rule_reader.finish();
        queue.retries[outcome] = rule;
      });
    }
    inner.finish();
  });
}

void decode_times(TableReader& reader, Queue& queue) {
  struct Time {
    std::string_view key;
    seconds& value;
    Range range;
  };
  auto const& limits = kSiteLimits;
  for (auto const& [key, value, range] : std::initializer_list<Time>{
           {"after_call_work_limit_seconds", queue.after_call_work_limit,
            limits.within_a_day_seconds},
           {"offer_timeout_seconds", queue.offer_timeout, limits.offer_timeout_seconds},
           {"exclusion_seconds", queue.exclusion, limits.within_a_month_seconds},
           {"lifetime_seconds", queue.lifetime, limits.lifetime_seconds},
           {"preferred_agent_seconds", queue.preferred_agent, limits.within_a_month_seconds},
           {"ring_timeout_seconds", queue.ring_timeout, limits.ring_timeout_seconds},
           {"closing_margin_seconds", queue.closing_margin, limits.within_a_day_seconds}}) {
    reader.duration(key, value, range);
  }
}

void decode_choices(TableReader& reader, Queue& queue) {
  reader.flag("disposition_required", queue.disposition_required);
  reader.flag("not_ready_on_timeout", queue.not_ready_on_timeout);
  reader.flag("detect_machine", queue.detect_machine);
  reader.flag("log_dtmf", queue.log_dtmf);
  reader.flag("prefer_last_agent", queue.prefer_last_agent);
  reader.word<AgentChoice>("agent_choice", queue.agent_choice, kAgentChoices);
  reader.word<DuplicatePolicy>("duplicates", queue.duplicates, kDuplicates);
  reader.word<AbandonedPolicy>("abandoned", queue.abandoned, kAbandoned);
  reader.word<RetryMode>("retry_mode", queue.retry_mode, kRetryModes);
}

void check_codes(TableReader& reader, Queue& queue, SiteDecoding& decoding) {
  if (queue.disposition_required && queue.codes.empty() && reader.take("codes") == nullptr) {
    reader.error("codes", "required", "Must be given, because disposition_required is true.");
  }
  if (queue.default_code.empty()) {
    if (queue.after_call_work_limit.count() > 0 && reader.take("default_code") == nullptr) {
      reader.error("default_code", "required",
                   "Must be given, because after_call_work_limit_seconds is above 0.");
    }
    return;
  }
  auto const* list = decoding.site.find_code_list(queue.codes);
  if (queue.codes.empty()) {
    if (reader.take("codes") == nullptr) {
      reader.error("codes", "required", "Must be given, because default_code is given.");
    }
  } else if (list != nullptr) {
    auto const* const code = list->find(queue.default_code);
    if (code == nullptr) {
      reader.error("default_code", "unknown",
                   "The code list " + queue.codes + " has no code " + queue.default_code + ".");
    } else if (!code->is_disposition()) {
      decoding.stricter.push_back(
          {reader.path_of("default_code"), "has_children",
           queue.default_code + " only groups other codes and cannot be set as a disposition.",
           reader.take("default_code")->position});
      queue.default_code.clear();
    }
  }
}

}  // namespace

void decode_queue(Place const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  Queue queue;
  if (reader.required_name("name", queue.name)) names.add(reader, "name", queue.name);
  queue.title = queue.name;
  decoding.shown_text(reader, "title", queue.title);
  reader.number("priority", queue.priority, kSiteLimits.priority);
  decode_reference(reader, "hours", queue.hours, decoding, Kind::kHours);
  decode_reference(reader, "layout", queue.layout, decoding, Kind::kLayout);
  decode_reference(reader, "codes", queue.codes, decoding, Kind::kCodeList);
  reader.name("default_code", queue.default_code);
  decode_times(reader, queue);
  decode_targets_of(reader, queue, decoding);
  reader.number("max_offers", queue.max_offers, kSiteLimits.max_offers);
  decode_choices(reader, queue);
  decode_service(reader, queue, decoding);
  decode_steps(reader, queue, decoding);
  decode_retries(reader, queue, decoding.errors);
  if (reader.name("caller_id", queue.caller_id) && !queue.caller_id.empty() &&
      !base::phone_from_e164(queue.caller_id)) {
    reader.error("caller_id", "format", "Must be a number in E.164, such as +442071838750.");
  }
  check_codes(reader, queue, decoding);
  reader.finish();
  decoding.site.queues.push_back(std::move(queue));
  decoding.queues.push_back(place);
}

}  // namespace callbackd::core
