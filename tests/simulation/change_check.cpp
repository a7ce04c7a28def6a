// Checks that customers and sites do not change a callback too often. The changes are counted anew
// from the events. So the check notices if a server forgets its count at a restart. Part of
// Checker, which checker.hpp declares.
#include <algorithm>

#include "simulation/checker.hpp"

namespace callbackd::simulation {
namespace {

constexpr std::size_t kAtOnce = 10;
constexpr std::size_t kInLife = 100;
constexpr std::uint32_t kNumbersInLife = 3;
constexpr Duration kOneEach = 6s;

ChangesFacts* changes_of(CallbackFacts& it, std::string const& by) {
  if (by == "customer") return &it.by_token;
  return by.starts_with("site:") ? &it.by_key : nullptr;
}

bool too_many(std::vector<Instant> const& made, Instant at) {
  for (std::size_t back = kAtOnce; back < made.size() + 1 && back <= kInLife; ++back) {
    if (made.size() < back) return false;
    auto const since = made[made.size() - back];
    if (at - since < kOneEach * static_cast<int>(back - kAtOnce + 1)) return true;
  }
  return false;
}

}  // namespace

void Checker::judge_changes(CallbackFacts& it, core::EventRow const& event) {
  auto* const made = changes_of(it, event.by);
  if (made == nullptr) it.judged_version = it.row.person_version;
  if (made == nullptr || event.type != core::EventType::kChanged) return;
  auto const id = name(event.callback);
  if (made->at.size() >= kInLife) report_.violated("{}: is changed too often in its life", id);
  if (too_many(made->at, event.at)) report_.violated("{}: is changed too often in a minute", id);
  made->at.push_back(event.at);
  // Each change of the person makes a new version of the person. `judged_version` is the version
  // that was compared last, and the new phone number is compared with its number. The version in
  // the row before this event cannot be used: if the change also ended an offer, the event of that
  // end comes first, and may already show the new version.
  auto const phone_of = [&](std::uint32_t version) {
    return cell_.people.at({event.callback.value, version}).phone;
  };
  if (phone_of(it.row.person_version) != phone_of(it.judged_version)) ++made->numbers;
  it.judged_version = it.row.person_version;
  if (made->numbers > kNumbersInLife) report_.violated("{}: has too many numbers", id);
  auto const& row = made == &it.by_token ? it.row.token_changes : it.row.key_changes;
  if (row.count != made->at.size() || row.numbers != made->numbers) {
    report_.violated("{}: its changes are counted wrongly", id);
  }
}

// Checks that a change is refused for a limit only if this limit is really reached.
void Checker::refused_change(core::ChangeCallback const& asked, core::Refusal const& refusal) {
  auto* const it = facts.find(asked.id);
  if (it == nullptr || !refusal.limit) return;
  bool const customer = asked.by.kind == core::Actor::Kind::kCustomer;
  bool const site = asked.by.kind == core::Actor::Kind::kSite;
  auto const& made = customer ? it->by_token : it->by_key;
  bool right = true;
  if (refusal.limit == core::RequestLimit::kChangesPerMinute) {
    right = made.at.size() >= kAtOnce && refusal.retry_after > 0s && refusal.retry_after <= 6s;
  } else if (refusal.limit == core::RequestLimit::kChangesPerCallback) {
    right = made.at.size() == kInLife && refusal.retry_after == 0s;
  } else if (refusal.limit == core::RequestLimit::kNumberChanges) {
    right = made.numbers == kNumbersInLife && refusal.retry_after == 0s;
  }
  if (!right || !(customer || site)) {
    report_.violated("{}: a change is refused below its limit", name(asked.id));
  }
}

}  // namespace callbackd::simulation
