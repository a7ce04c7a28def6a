#include "simulation/told_in_time.hpp"

#include "simulation/facts.hpp"

namespace callbackd::simulation {
namespace {

constexpr Duration kQuiet = 250ms;

base::CallbackId about(core::NotificationBody const& body) {
  if (auto const* updated = std::get_if<core::InteractionUpdated>(&body))
    return updated->interaction.id.callback;
  auto const* closed = std::get_if<core::InteractionClosed>(&body);
  return closed ? closed->id.callback : base::CallbackId{};
}

}  // namespace

void ToldInTime::stepped(Instant now, core::CommandBody const& asked,
                         core::Effects const& effects) {
  auto const* change = std::get_if<core::ChangeCallback>(&asked);
  auto const* cancel = std::get_if<core::CancelCallback>(&asked);
  bool const by_others = change || cancel;
  auto const id = change ? change->id : cancel ? cancel->id : base::CallbackId{};
  bool told = false;
  bool answered = false;
  for (auto const& release : effects.releases) {
    if (auto const* answer = std::get_if<core::Answer>(&release))
      answered = std::holds_alternative<core::CallbackView>(answer->body);
    auto const* notice = std::get_if<core::Notify>(&release);
    if (notice == nullptr) continue;
    if (std::holds_alternative<core::InteractionClosed>(notice->body)) {
      open_.erase(about(notice->body));
      continue;
    }
    if (!std::holds_alternative<core::InteractionUpdated>(notice->body)) continue;
    auto& open = open_[about(notice->body)];
    bool const others = (by_others && about(notice->body) == id) || open.untold_since;
    bool const own = !by_others && !std::holds_alternative<core::Tick>(asked);
    if (others && !own && now < open.quiet_until) {
      report_.violated("{}: its agent is told twice within a quarter of a second",
                       name(about(notice->body)));
    }
    if (others) open.quiet_until = now + kQuiet;
    open.untold_since.reset();
    told = told || about(notice->body) == id;
  }
  auto const known = open_.find(id);
  bool const shown = change && change->attributes_patch_json && answered;
  if (shown && !told && known != open_.end() && !known->second.untold_since)
    known->second.untold_since = now;
  for (auto const& [callback, open] : open_) {
    if (!open.untold_since || now < open.quiet_until) continue;
    report_.violated("{}: its agent is not told what others changed", name(callback));
  }
}

}  // namespace callbackd::simulation
