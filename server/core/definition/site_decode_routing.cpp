// Decodes the rules and conditions of routing points. Gives a notice for rules that are never
// reached. These are operators of KeyDecoder (key_decoder.hpp), which says owner and thread.
#include <algorithm>
#include <array>

#include "core/definition/key_decoder.hpp"
#include "core/definition/site_keys.hpp"

namespace callbackd::core {
namespace {

using ConditionKind = RoutingCondition::Kind;

struct Subject {
  std::string_view key;
  ConditionKind kind;
};

// A condition has exactly one of these keys, which says what the condition is about. Beside
// "attribute" it has one key of kOfAttribute, and beside "queue" one key of kOfQueue. This second
// key says what is asked of the attribute or the queue.
constexpr std::array kSubjects{
    Subject{"attribute", ConditionKind::kEquals}, Subject{"language", ConditionKind::kLanguage},
    Subject{"closed", ConditionKind::kClosed},    Subject{"open", ConditionKind::kOpen},
    Subject{"hours", ConditionKind::kHours},      Subject{"queue", ConditionKind::kWaiting},
    Subject{"all", ConditionKind::kAll},          Subject{"any", ConditionKind::kAny},
    Subject{"not", ConditionKind::kNot}};
constexpr std::array kOfAttribute{Subject{"equals", ConditionKind::kEquals},
                                  Subject{"prefix", ConditionKind::kPrefix}};
constexpr std::array kOfQueue{Subject{"waiting_at_least", ConditionKind::kWaiting},
                              Subject{"wait_at_least_seconds", ConditionKind::kEstimate}};

// A visitor that decodes the key `wanted` of a condition and skips all other keys.
struct OneKey {
  std::string_view wanted;
  KeyDecoder& decoder;

  template <typename T, typename Rule>
  void operator()(std::string_view key, T& out, Rule rule) {
    if (key == wanted) decoder(key, out, rule);
  }
};

void decode_key(std::string_view key, KeyDecoder& decoder, RoutingCondition& condition) {
  OneKey one{key, decoder};
  visit_keys(one, condition);
}

void decode_one_of_two(std::array<Subject, 2> const& two, TableReader& reader, KeyDecoder& decoder,
                       RoutingCondition& condition) {
  bool const first = reader.take(two[0].key) != nullptr;
  bool const second = reader.take(two[1].key) != nullptr;
  if (first == second) {
    reader.error(
        two[first ? 1 : 0].key, "exactly_one",
        "Give exactly one of " + std::string(two[0].key) + " and " + std::string(two[1].key) + ".");
    return;
  }
  auto const& given = two[first ? 0 : 1];
  condition.kind = given.kind;
  decode_key(given.key, decoder, condition);
}

void decode_subject(Subject const& subject, TableReader& reader, KeyDecoder& decoder,
                    RoutingCondition& condition) {
  condition.kind = subject.kind;
  decode_key(subject.key, decoder, condition);
  if (subject.key == "attribute") decode_one_of_two(kOfAttribute, reader, decoder, condition);
  if (subject.key == "queue") decode_one_of_two(kOfQueue, reader, decoder, condition);
}

// Decodes one condition, which must have exactly one key of kSubjects. `depth` is 1 for a condition
// that no other condition encloses, 2 for a condition inside of that one, and so on.
RoutingCondition decode_condition(NodeAt const& place, SiteDecoding& decoding, int depth) {
  RoutingCondition condition;
  TableReader reader(place, decoding.errors);
  KeyDecoder decoder(reader, decoding, nullptr, depth);
  std::vector<Subject> given;
  for (auto const& subject : kSubjects) {
    if (reader.take(subject.key) != nullptr) given.push_back(subject);
  }
  if (given.size() == 1) {
    decode_subject(given[0], reader, decoder, condition);
  } else if (reader.valid()) {
    reader.error(given.empty() ? kSubjects[0].key : given[1].key, "exactly_one",
                 "Give exactly one of attribute, language, closed, open, hours, queue, all, any "
                 "and not; several conditions go into all = [ … ].");
  }
  reader.finish();
  return condition;
}

bool too_deep(TableReader& reader, std::string_view key, int depth) {
  if (depth < kConditionDepth) return false;
  reader.error(key, "too_deep",
               "Must be at most " + std::to_string(kConditionDepth) + " levels deep.");
  return true;
}

// Gives a notice for a rule that can never apply. Such a rule is rarely meant but does no harm, so
// it is not an error.
void notice_unreachable(std::vector<RoutingRule> const& rules, std::vector<NodeAt> const& places,
                        SiteDecoding& decoding) {
  for (std::size_t i = 1; i < rules.size(); ++i) {
    bool const last = i + 1 == rules.size();
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      // The last rule is the default and has no condition. Only an earlier rule without a condition
      // makes it unreachable.
      if (last && rules[earlier].when.kind != ConditionKind::kAlways) continue;
      if (!covers(rules[earlier].when, rules[i].when)) continue;
      decoding.notices.push_back(
          {places[i].path, "unreachable",
           "This rule is never reached: " + places[earlier].path + " (line " +
               std::to_string(places[earlier].node.position.line) + ") applies before it.",
           places[i].node.position});
      break;
    }
  }
}

}  // namespace

void KeyDecoder::operator()(std::string_view key, RoutingCondition& out, OneCondition) {
  reader_.table(key, [&](NodeAt const& place) { out = decode_condition(place, decoding_, 1); });
}

void KeyDecoder::operator()(std::string_view key, std::vector<RoutingCondition>& out,
                            OneCondition) {
  if (too_deep(reader_, key, depth_)) return;
  reader_.table(key, [&](NodeAt const& place) {
    out.push_back(decode_condition(place, decoding_, depth_ + 1));
  });
}

void KeyDecoder::operator()(std::string_view key, std::vector<RoutingCondition>& out, Conditions) {
  if (too_deep(reader_, key, depth_)) return;
  reader_.each(key, [&](NodeAt const& place) {
    out.push_back(decode_condition(place, decoding_, depth_ + 1));
  });
  auto const* const list = std::get_if<NodeList>(&reader_.take(key)->value);
  if (list != nullptr && list->empty())
    reader_.error(key, "required", "Must hold at least one condition.");
}

void KeyDecoder::operator()(std::string_view key, std::vector<RoutingRule>& out, Tables) {
  auto const errors_before = decoding_.errors.size();
  std::vector<NodeAt> places;
  reader_.each(key, [&](NodeAt const& place) {
    places.push_back(place);
    TableReader inner(place, decoding_.errors);
    RoutingRule rule;
    KeyDecoder decoder(inner, decoding_);
    visit_keys(decoder, rule);
    inner.finish();
    out.push_back(std::move(rule));
  });
  if (!places.empty() && places.back().node.find("when") != nullptr)
    report(
        places.back(),
        {"last_rule", "The last rule of a routing point must always match: leave out its when."});
  if (decoding_.errors.size() == errors_before) notice_unreachable(out, places, decoding_);
  auto const* const node = reader_.take(key);
  bool const empty_list =
      node != nullptr && std::holds_alternative<NodeList>(node->value) && places.empty();
  if (empty_list) reader_.error(key, "required", "Must hold at least one rule.");
}

}  // namespace callbackd::core
