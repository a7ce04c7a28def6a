#include "core/effects_text.hpp"

#include <sstream>

#include "core/core.hpp"

namespace callbackd::core::test {
namespace {

std::string time_text(Instant at) {
  auto const text = base::to_rfc3339(at);  // 2027-03-01T09:00:00.000Z
  auto const day = text.substr(5, 5) == "03-01" ? std::string{} : text.substr(5, 5) + " ";
  auto const millis = text.substr(19, 4) == ".000" ? std::string{} : text.substr(19, 4);
  return day + text.substr(11, 8) + millis;
}

std::string name(base::CallbackId id) {
  return "c" + std::to_string(id.value.low);
}
std::string name(base::OfferId id) {
  return name(id.callback) + "-o" + std::to_string(id.number);
}
std::string name(base::InteractionId id) {
  return name(id.callback) + "-i" + std::to_string(id.number);
}
std::string name(base::AttemptId id) {
  return name(id.callback) + "-a" + std::to_string(id.number);
}
std::string name(LegId leg) {
  if (leg.number == LegNumber::kContact) return name(leg.attempt) + " contact";
  if (leg.number == LegNumber::kAgent) return name(leg.attempt) + " agent";
  return name(leg.attempt) + " p" + std::to_string(static_cast<unsigned>(leg.number));
}
std::string to_mix(MixNumber mix) {
  return mix == MixNumber::kCall ? "" : " to mix " + std::to_string(static_cast<unsigned>(mix));
}

class Printer {
 public:
  explicit Printer(Core const& the_core) : core_(the_core) {}
  std::vector<std::string> lines;

  void event(EventRow const& row) {
    std::ostringstream out;
    out << "event " << name(row.callback) << " #" << row.number << " " << to_text(row.type);
    if (!row.by.empty()) out << " by " << row.by;
    for (auto const& field : row.data) {
      out << " " << field.key << "=";
      std::visit([&](auto const& value) { print(out, value); }, field.value);
    }
    lines.push_back(out.str());
  }

  void agent(AgentRow const& row) {
    std::ostringstream out;
    out << "agent row " << row.login << (row.logged_in ? "" : " logged_out")
        << (row.ready ? " ready" : " not_ready") << (row.reason.empty() ? "" : " " + row.reason)
        << " idle since " << time_text(row.idle_since);
    lines.push_back(out.str());
  }

  void operator()(Answer const& answer) {
    lines.push_back("answer " +
                    std::visit([](auto const& body) { return text(body); }, answer.body));
  }
  void operator()(Notify const& notify) {
    lines.push_back("tell " + core_.login(notify.agent) + " " +
                    std::visit([](auto const& body) { return text(body); }, notify.body));
  }
  void operator()(VoiceOrder const& order) {
    lines.push_back("voice " + std::visit([](auto const& body) { return text(body); }, order));
  }

 private:
  static void print(std::ostream& out, std::monostate) { out << "none"; }
  static void print(std::ostream& out, bool value) { out << (value ? "true" : "false"); }
  static void print(std::ostream& out, std::int64_t value) { out << value; }
  static void print(std::ostream& out, std::string const& value) { out << '"' << value << '"'; }
  static void print(std::ostream& out, Instant value) { out << time_text(value); }

  static std::string text(Nothing const&) { return "nothing"; }
  static std::string text(Refusal const& refusal) {
    std::ostringstream out;
    out << "refused " << to_text(refusal.reason);
    if (refusal.state) out << " state=" << to_text(*refusal.state);
    if (refusal.consultation) out << " consultation=" << to_text(*refusal.consultation);
    if (refusal.call_status) out << " call_status=" << to_text(*refusal.call_status);
    if (refusal.outcome) out << " outcome=" << to_text(*refusal.outcome);
    if (refusal.callback) out << " callback=" << name(*refusal.callback);
    if (refusal.retry_after.count() > 0) out << " again in " << refusal.retry_after.count() << "s";
    for (auto const& error : refusal.errors)
      out << " " << error.field << ":" << std::string_view{error.rule};
    return out.str();
  }
  static std::string text(CallbackView const& view) {
    std::ostringstream out;
    out << "callback " << name(view.id) << " " << to_text(view.state) << " in " << view.queue
        << " due " << time_text(view.due_at) << " expires " << time_text(view.expires_at);
    if (view.position) out << " position " << *view.position;
    if (view.estimate) {
      out << " wait " << view.estimate->low_seconds << "-" << view.estimate->high_seconds << "s";
    }
    if (view.cancel_requested) out << " cancel_requested";
    return out.str();
  }
  static std::string text(SessionView const& view) {
    return "session of " + view.login + " " + text(view.channel) + " offers " +
           std::to_string(view.offers.size()) + " interactions " +
           std::to_string(view.interactions.size());
  }
  static std::string text(ChannelView const& view) {
    return std::string{view.ready ? "ready" : "not_ready"} +
           (view.reason.empty() ? "" : " " + view.reason) + (view.busy ? " busy" : "");
  }
  static std::string text(OfferClosedView const& view) {
    return "offer " + name(view.id) + " " + std::string{to_text(view.outcome)};
  }
  static std::string text(InteractionView const& view) {
    std::ostringstream out;
    out << "interaction " << name(view.id) << " " << to_text(view.state) << " "
        << to_text(view.call_status);
    for (auto const& party : view.parties) out << " " << party.id << ":" << to_text(party.state);
    if (view.disposition) out << " code=" << *view.disposition;
    if (view.note_version > 0) out << " note=" << view.note_version;
    if (view.cancel_requested) out << " cancel_requested";
    if (view.retry) {
      out << " retry after " << to_text(view.retry->outcome)
          << (view.retry->at ? " at " + time_text(*view.retry->at) : "") << " left "
          << view.retry->attempts_left;
    }
    out << " [";
    char const* separator = "";
    for (unsigned bit = 1; bit <= static_cast<unsigned>(Action::kConsult); bit *= 2) {
      if ((view.allowed_actions & bit) == 0) continue;
      out << separator << to_text(static_cast<Action>(bit));
      separator = " ";
    }
    out << "]";
    return out.str();
  }
  static std::string text(ConsultationView const& view) {
    auto const whom = view.agent.empty() ? base::to_text(view.phone) : view.agent;
    return "consultation " + name(view.id.callback) + "-c" + std::to_string(view.id.number % 256) +
           " " + view.from + " asks " + whom + " " + std::string{to_text(view.state)} +
           (view.outcome.empty() ? "" : " " + view.outcome);
  }
  static std::string text(ClosedView const& view) {
    return "closed " + name(view.id) + " " + std::string{to_text(view.state)} +
           (view.due_at ? " due " + time_text(*view.due_at) : "");
  }
  static std::string text(ExplainView const& view) {
    std::ostringstream out;
    out << "explain " << name(view.id) << " " << to_text(view.state);
    if (!view.waiting) return out.str();
    out << " since " << time_text(view.waiting->since) << " candidates "
        << view.waiting->candidates;
    for (auto const& excluded : view.waiting->excluded) {
      out << " " << to_text(excluded.reason) << "=" << excluded.count;
      if (!excluded.skill.empty()) {
        out << "(" << excluded.skill << " " << excluded.required << " has "
            << excluded.highest_level << ")";
      }
      if (excluded.until) out << " until " << time_text(*excluded.until);
    }
    if (view.waiting->next_change_at) out << " next " << time_text(*view.waiting->next_change_at);
    return out.str();
  }
  static std::string text(EstimateView const& view) {
    std::ostringstream out;
    out << "estimate " << (view.open ? "open" : "closed") << " position " << view.position;
    if (view.opens_at) out << " opens " << time_text(*view.opens_at);
    if (view.estimate) {
      out << " wait " << view.estimate->low_seconds << "-" << view.estimate->high_seconds << "s "
          << view.estimate->accuracy_percent << "%";
    }
    return out.str();
  }
  static std::string text(SlotsView const& view) {
    std::ostringstream out;
    out << "slots";
    for (auto const& slot : view.slots) out << " " << time_text(slot.start) << "=" << slot.left;
    return out.str();
  }
  static std::string text(DefinitionView const& view) {
    return "definition " + std::to_string(view.version);
  }
  static std::string text(OfferCreated const& body) {
    return "offer.created " + name(body.offer.id) + " in " + body.offer.queue + " until " +
           time_text(body.offer.deadline);
  }
  static std::string text(OfferClosed const& body) {
    return "offer.closed " + name(body.offer.id) + " " + std::string{to_text(body.offer.outcome)};
  }
  static std::string text(InteractionUpdated const& body) {
    return "interaction.updated " + text(body.interaction);
  }
  static std::string text(InteractionClosed const& body) {
    return "interaction.closed " + name(body.id) + " " + std::string{to_text(body.outcome)};
  }
  static std::string text(ConsultationOffered const& body) {
    return "consultation.offered " + text(body.consultation);
  }
  static std::string text(ConsultationUpdated const& body) {
    return "consultation.updated " + text(body.consultation);
  }
  static std::string text(ConsultationClosed const& body) {
    return "consultation.closed " + text(body.consultation);
  }
  static std::string text(AgentStateChanged const& body) {
    return "agent.state_changed " + text(body.channel);
  }
  static std::string text(Dial const& order) {
    return "dial " + name(order.leg) + " at " + order.endpoint;
  }
  static std::string text(HangUp const& order) { return "hang_up " + name(order.leg); }
  static std::string text(Join const& order) {
    return "join " + name(order.leg) + to_mix(order.mix);
  }
  static std::string text(Hold const& order) { return "hold " + name(order.leg); }
  static std::string text(Ringback const& order) { return "ringback " + name(order.leg); }
  static std::string text(ReleaseMix const& order) { return "let go " + name(order.attempt); }
  static std::string text(SendDigits const& order) { return "digits " + name(order.leg); }
  static std::string text(TakeSnapshot const&) { return "take_snapshot"; }

  Core const& core_;
};

}  // namespace

std::vector<std::string> lines_of(Effects const& effects, Core const& core) {
  Printer printer{core};
  for (auto const& event : effects.records.events) printer.event(event);
  for (auto const& row : effects.records.agents) printer.agent(row);
  for (auto const& release : effects.releases) std::visit(printer, release);
  return printer.lines;
}

}  // namespace callbackd::core::test
