// Decodes one queue. It reads the return targets and tables, and checks the rules that concern
// several keys.
#include <algorithm>

#include "core/definition/key_decoder.hpp"
#include "core/definition/site_keys.hpp"

namespace callbackd::core {
namespace {

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

void notice_whole_slot(TableReader& reader, Queue const& queue, SiteDecoding& decoding) {
  constexpr int kWhole = 100;
  auto const* const slots = reader.take("slots");
  bool const one = slots != nullptr && queue.slots.capacity == 1;
  if (!one || queue.slots.publishable_percent == kWhole) return;
  decoding.notices.push_back(
      {reader.path_of("slots"), "whole_slot",
       "One place cannot be shared: publishable keys may book it, and publishable_percent "
       "keeps something for secret keys only from a capacity of 2 on.",
       slots->position});
}

}  // namespace

ReturnTarget KeyDecoder::target_at(NodeAt const& place) {
  TableReader inner(place, decoding_.errors);
  KeyDecoder decoder(inner, decoding_);
  ReturnTarget target;
  int given = 0;
  for (auto const& choice : kTargets) {
    if (inner.take(choice.key) == nullptr) continue;
    ++given;
    target.kind = choice.target;
    decoder(choice.key, target.name, RefersTo{choice.reference});
  }
  if (inner.valid() && given != 1)
    report(place, {"exactly_one", "Give exactly one of queue, routing_point and agent."});
  inner.finish();
  return target;
}

void KeyDecoder::operator()(std::string_view key, ReturnTarget& out, Target rule) {
  reader_.table(key, [&](NodeAt const& place) {
    out = target_at(place);
    bool const own = out.kind == ReturnTarget::Kind::kQueue && out.name == *rule.own_queue;
    if (own) out = {};
  });
}

void KeyDecoder::operator()(std::string_view key, std::optional<ReturnTarget>& out, Target) {
  reader_.table(key, [&](NodeAt const& place) {
    out = target_at(place);
    decoding_.exhausted.push_back(place);
  });
}

void KeyDecoder::operator()(std::string_view key, std::vector<TargetStep>& out, Tables) {
  reader_.each(key, [&](NodeAt const& place) {
    TableReader inner(place, decoding_.errors);
    TargetStep step;
    KeyDecoder decoder(inner, decoding_);
    visit_keys(decoder, step);
    inner.finish();
    if (!out.empty() && step.after <= out.back().after)
      inner.error("after_seconds", "range", "Must be later than in the step before.");
    out.push_back(std::move(step));
  });
}

void KeyDecoder::operator()(std::string_view key, std::map<AttemptOutcome, RetryRule>& out,
                            Retry rule) {
  table(key, [&](KeyDecoder& decoder) { visit_keys(decoder, out[rule.outcome]); });
}

void decode_queue(NodeAt const& place, SiteDecoding& decoding, DistinctNames& names) {
  TableReader reader(place, decoding.errors);
  Queue queue;
  KeyDecoder decoder(reader, decoding, &names);
  visit_keys(decoder, queue);
  notice_whole_slot(reader, queue, decoding);
  check_codes(reader, queue, decoding);
  reader.finish();
  decoding.site.queues.push_back(std::move(queue));
  decoding.queues.push_back(place);
}

}  // namespace callbackd::core
