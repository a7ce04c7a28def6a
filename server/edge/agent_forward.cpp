// From an agent's request to the engine's answer (AgentSession, declared in agent_session.hpp).
// What needs a look-up first keeps those that follow waiting: they act in the order in which they
// were sent.
#include <algorithm>

#include "base/limits.hpp"
#include "base/uuid.hpp"
#include "core/messages/limit_refusal.hpp"
#include "edge/agent_session.hpp"
#include "wire/rpc_answers.hpp"

namespace callbackd::edge {
namespace {

constexpr auto kLookUps = base::Pace::per_minute(base::kLimits.agent_changes_per_minute);

}  // namespace

void AgentSession::forward(Asked const& asked) {
  if (std::holds_alternative<wire::Ping>(asked.request.method)) return ping(asked.id);
  if (asked.request.contact_id) return look_up_contact(asked);
  if (asked.request.phone) return forward_to(asked, *asked.request.phone);
  order(asked, std::nullopt);
}

void AgentSession::look_up_contact(Asked const& asked) {
  auto const id = base::uuid_from_text(*asked.request.contact_id);
  if (!id) return refuse_contact(asked);
  // The engine counts calls, and never hears of one whose contact is not found.
  auto const now = parts_.clock.now();
  if (auto const wait = look_ups_.wait(kLookUps, now); wait > base::Duration{0}) {
    return refuse(asked.id, core::limit_reached(core::RequestLimit::kAgentCallsPerMinute, wait));
  }
  look_ups_.count(kLookUps, now);
  looking_up_ = true;
  using Found = boost::system::result<std::optional<records::Contact>>;
  parts_.records.ask(records::FindContact{*id}, [self = shared_from_this(), asked](Found found) {
    self->connection_->run([self, asked, found = std::move(found)] {
      if (self->phase_ == Phase::kEnding) return;
      if (!found) {
        self->refuse(asked.id, core::RefusalReason::kUnavailable,
                     "the contact could not be looked up just now");
      } else if (!*found) {
        self->refuse_contact(asked);
      } else {
        self->forward_to(asked, base::to_text((*found)->phone));
      }
      self->looked_up();
    });
  });
}

void AgentSession::forward_to(Asked const& asked, std::string const& phone) {
  auto const definition = parts_.engine.site();
  auto const parsed = parse_phone(phone, definition->company.default_region);
  if (auto const* problem = std::get_if<PhoneProblem>(&parsed)) {
    return refuse_phone(asked, *problem);
  }
  order(asked, std::get<core::ClassedNumber>(parsed));  // the core knows what may be called
}

void AgentSession::order(Asked const& asked, std::optional<core::ClassedNumber> phone) {
  auto command = wire::command_of(asked.request, agent_, std::move(phone));
  if (!command) return;  // session.open, which was taken before
  bool const logout = std::holds_alternative<core::CloseSession>(*command);
  bool const actions = std::holds_alternative<wire::PartyActions>(asked.request.method);
  if (actions) looking_up_ = true;  // one at a time: others' keys are looked up in the same place
  engine::AgentRequest request;
  request.agent = agent_;
  request.login = principal_->user.login;
  request.request_id = asked.request.request_id;
  request.request_hash = short_hash(asked.request.hash_input);
  request.connection = number_;
  request.bound = asked.request.bound;
  parts_.engine.agent_request(
      std::move(request), std::move(*command),
      [self = shared_from_this(), id = asked.id, logout, actions](engine::Reply reply) {
        self->connection_->run([self, id, logout, actions, reply = std::move(reply)] {
          if (actions) return self->find_actions(id, reply);
          self->answer(id, reply);
          bool const done = reply.answer_json.empty()
                                ? !std::holds_alternative<core::Refusal>(reply.body)
                                : !reply.is_error;
          if (logout && done) self->end(close_code::kNormal, "logged out");
        });
      });
}

// The address as posted with the callback, then the one of the contact's record.
void AgentSession::find_actions(std::string const& id, engine::Reply const& reply) {
  auto const* view = std::get_if<core::InteractionView>(&reply.body);
  if (view == nullptr) {
    answer(id, reply);
    return looked_up();
  }
  auto const details = reply.details.find(view->id.callback);
  std::vector<std::string> addresses;
  std::optional<base::Uuid> contact;
  if (details != reply.details.end()) {
    contact = base::uuid_from_text(details->second->contact_id);
    if (!details->second->email.empty()) addresses.push_back(details->second->email);
  }
  if (!contact) {
    tell(wire::envelope(id, wire::encode_party_actions(addresses), false));
    return looked_up();
  }
  using Found = boost::system::result<std::optional<records::Contact>>;
  parts_.records.ask(
      records::FindContact{*contact}, [self = shared_from_this(), id, addresses](Found found) {
        self->connection_->run([self, id, addresses, found = std::move(found)]() mutable {
          self->answer_actions(id, std::move(addresses), found);
          self->looked_up();
        });
      });
}

void AgentSession::answer_actions(
    std::string const& id, std::vector<std::string> addresses,
    boost::system::result<std::optional<records::Contact>> const& found) {
  if (!found) {
    return refuse(id, core::RefusalReason::kUnavailable,
                  "the contact could not be looked up just now");
  }
  auto const email = *found ? (*found)->email : std::string{};
  bool const known = std::find(addresses.begin(), addresses.end(), email) != addresses.end();
  if (!email.empty() && !known) addresses.push_back(email);
  tell(wire::envelope(id, wire::encode_party_actions(addresses), false));
}

void AgentSession::ping(std::string const& id) {
  parts_.engine.ping(agent_, number_, [self = shared_from_this(), id](engine::Pong pong) {
    self->connection_->run([self, id, pong = std::move(pong)]() mutable {
      if (self->phase_ == Phase::kEnding) return;
      if (pong.refusal) return self->refuse(id, std::move(*pong.refusal));
      self->tell(wire::envelope(id, wire::encode_pong(pong.at, pong.seq), false));
    });
  });
}

void AgentSession::looked_up() {
  looking_up_ = false;
  take_waiting();
}

void AgentSession::refuse_contact(Asked const& asked) {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kNotFound;
  refusal.detail = "No such contact.";
  refusal.errors.push_back({asked.request.phone_field, "unknown", "names no contact"});
  refuse(asked.id, std::move(refusal));
}

void AgentSession::refuse_phone(Asked const& asked, PhoneProblem const& problem) {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kInvalidFields;
  refusal.detail = asked.request.phone_field + " " + problem.message;
  refusal.errors.push_back({asked.request.phone_field, problem.rule, problem.message});
  refuse(asked.id, std::move(refusal));
}

}  // namespace callbackd::edge
