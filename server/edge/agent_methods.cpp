// The methods that an agent's client may call in an open session. AgentSession::Methods has one
// overload for each alternative of wire::RpcMethod (the table of methods is in
// wire/rpc_methods.cpp). Requests take effect in the order in which they were sent. While a request
// waits for the database, later requests wait in AgentSession::waiting_.
#include <algorithm>

#include "base/uuid.hpp"
#include "core/messages/limit_refusal.hpp"
#include "edge/agent_session.hpp"
#include "edge/phone_numbers.hpp"
#include "wire/rpc_answers.hpp"

namespace callbackd::edge {
namespace {

using FoundContact = boost::system::result<records::FindContact::Answer>;

core::Refusal no_such_contact(std::string const& field) {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kNotFound;
  refusal.detail = "There is no such contact.";
  refusal.errors.push_back({field, "unknown", "There is no such contact."});
  return refusal;
}

core::Refusal no_such_number(std::string const& field, PhoneProblem const& problem) {
  core::Refusal refusal;
  refusal.reason = core::RefusalReason::kInvalidFields;
  refusal.detail = field + " " + problem.message;
  refusal.errors.push_back({field, problem.rule, problem.message});
  return refusal;
}

}  // namespace

struct AgentSession::Methods {
  AgentSession& session;
  PendingRequest const& pending;

  void operator()(wire::OpenSession const&) const {
    session.refuse(pending.id, core::RefusalReason::kWrongState, "The session is already open.");
  }
  void operator()(wire::Ping const&) const;
  void operator()(wire::PartyActions const& request) const;
  void operator()(core::CommandBody const& command) const;

 private:
  using Number = std::optional<core::ClassedNumber>;

  void find_addresses(engine::Reply const& reply) const;
  void answer_actions(std::vector<std::string> addresses, FoundContact const& found) const;
  void call_contact() const;
  void call(std::string const& phone) const;
  void submit_command(Number const& phone) const;
  void answer(wire::RpcResult const& result) const {
    session.send_while_leased(wire::envelope(pending.id, wire::encode_result(result), false));
  }
  void no_contact_just_now() const {
    session.refuse(pending.id, core::RefusalReason::kUnavailable,
                   "The contact cannot be looked up at the moment; try again later.");
  }
};

void AgentSession::forward(PendingRequest const& pending) {
  std::visit(Methods{*this, pending}, pending.request.method);
}

// Asks the engine to carry out `command`. The engine also gets the agent's login and the bound,
// with which it limits the agent's requests. It gets the request_id, with which it remembers the
// answer. `then` is called with the reply, on the session's I/O thread.
template <class Then>
void AgentSession::ask_core(PendingRequest const& pending, core::CommandBody command, Then then) {
  engine::AgentRequest request;
  request.agent = agent_;
  request.login = principal_->user.login;
  request.request_id = pending.request.request_id;
  request.request_hash = short_hash(pending.request.hash_input);
  request.connection = number_;
  request.bound = pending.request.bound;
  parts_.engine.agent_request(
      std::move(request), std::move(command),
      [self = shared_from_this(), then = std::move(then)](engine::Reply reply) {
        self->connection_->run([self, then, reply = std::move(reply)] { then(*self, reply); });
      });
}

// Asks the database a question. Until the answer is handled, later requests of the session wait.
// `then` is called on the session's I/O thread.
template <class Question, class Then>
void AgentSession::ask_records(Question question, Then then) {
  looking_up_ = true;
  using Found = boost::system::result<typename Question::Answer>;
  parts_.records.ask(std::move(question),
                     [self = shared_from_this(), then = std::move(then)](Found found) {
                       self->connection_->run([self, then, found = std::move(found)] {
                         if (self->phase_ == Phase::kEnding) return;
                         then(*self, found);
                         self->looked_up();
                       });
                     });
}

void AgentSession::looked_up() {
  looking_up_ = false;
  take_waiting();
}

void AgentSession::Methods::operator()(wire::Ping const&) const {
  session.parts_.engine.ping(
      session.agent_, session.number_,
      [self = session.shared_from_this(), pending = pending](engine::Pong pong) {
        self->connection_->run([self, pending, pong = std::move(pong)]() mutable {
          if (self->phase_ == Phase::kEnding) return;
          if (pong.refusal) return self->refuse(pending.id, std::move(*pong.refusal));
          Methods{*self, pending}.answer(wire::Ping::Result{pong.at, pong.seq});
        });
      });
}

// Answers a PartyActions request. The core is asked first, because only the core knows whether the
// interaction is this agent's. find_addresses() then continues. From here on, later requests of the
// session wait.
void AgentSession::Methods::operator()(wire::PartyActions const& request) const {
  session.looking_up_ = true;
  session.ask_core(pending, core::GetInteraction{session.agent_, request.interaction},
                   [pending = pending](AgentSession& self, engine::Reply const& reply) {
                     Methods{self, pending}.find_addresses(reply);
                   });
}

// Finds the e-mail addresses of the contact. The first is the address that was posted with the
// callback. The second is the address in the contact's record, if that is a different one.
void AgentSession::Methods::find_addresses(engine::Reply const& reply) const {
  auto const* view = std::get_if<core::InteractionView>(&reply.body);
  if (view == nullptr) {
    session.answer(pending.id, reply);
    return session.looked_up();
  }
  auto const details = reply.details.find(view->id.callback);
  std::vector<std::string> addresses;
  std::optional<base::Uuid> contact;
  if (details != reply.details.end()) {
    contact = base::uuid_from_text(details->second->contact_id);
    if (!details->second->email.empty()) addresses.push_back(details->second->email);
  }
  if (!contact) {
    answer(wire::PartyActions::Result{std::move(addresses)});
    return session.looked_up();
  }
  session.ask_records(
      records::FindContact{*contact},
      [pending = pending, addresses](AgentSession& self, FoundContact const& found) {
        Methods{self, pending}.answer_actions(addresses, found);
      });
}

void AgentSession::Methods::answer_actions(std::vector<std::string> addresses,
                                           FoundContact const& found) const {
  if (!found) return no_contact_just_now();
  auto const email = *found ? (*found)->email : std::string{};
  bool const known = std::find(addresses.begin(), addresses.end(), email) != addresses.end();
  if (!email.empty() && !known) addresses.push_back(email);
  answer(wire::PartyActions::Result{std::move(addresses)});
}

void AgentSession::Methods::operator()(core::CommandBody const&) const {
  if (pending.request.contact_id) return call_contact();
  if (pending.request.phone) return call(*pending.request.phone);
  submit_command(std::nullopt);
}

void AgentSession::Methods::call_contact() const {
  auto const id = base::uuid_from_text(*pending.request.contact_id);
  if (!id) return session.refuse(pending.id, no_such_contact(pending.request.phone_field));
  if (auto refusal = session.take_look_up()) return session.refuse(pending.id, std::move(*refusal));
  session.ask_records(records::FindContact{*id}, [pending = pending](AgentSession& self,
                                                                     FoundContact const& found) {
    Methods const methods{self, pending};
    if (!found) return methods.no_contact_just_now();
    if (!*found) return self.refuse(pending.id, no_such_contact(pending.request.phone_field));
    methods.call(base::to_text((*found)->phone));
  });
}

// Counts a look-up of a contact, or returns the refusal. The engine limits the calls of an agent,
// but it never sees a request whose contact is not found. So look-ups are counted here.
std::optional<core::Refusal> AgentSession::take_look_up() {
  if (parts_.options.agent_changes_per_minute == 0) return std::nullopt;
  auto const share = base::Pace::per_minute(parts_.options.agent_changes_per_minute);
  auto const now = parts_.clock.now();
  if (auto const wait = look_ups_.wait(share, now); wait > base::Duration{0}) {
    return core::limit_reached(core::RequestLimit::kAgentCallsPerMinute, wait);
  }
  look_ups_.count(share, now);
  return std::nullopt;
}

void AgentSession::Methods::call(std::string const& phone) const {
  auto const definition = session.parts_.engine.site();
  auto const parsed = parse_phone(phone, definition->company.default_region);
  if (auto const* problem = std::get_if<PhoneProblem>(&parsed)) {
    return session.refuse(pending.id, no_such_number(pending.request.phone_field, *problem));
  }
  submit_command(
      std::get<core::ClassedNumber>(parsed));  // the core decides whether it may be called
}

void AgentSession::Methods::submit_command(Number const& phone) const {
  auto given =
      wire::with_agent(session.agent_, std::get<core::CommandBody>(pending.request.method), phone);
  bool const logout = std::holds_alternative<core::CloseSession>(given);
  session.ask_core(pending, std::move(given),
                   [id = pending.id, logout](AgentSession& self, engine::Reply const& reply) {
                     self.answer(id, reply);
                     bool const done = reply.answer_json.empty()
                                           ? !std::holds_alternative<core::Refusal>(reply.body)
                                           : !reply.is_error;
                     if (logout && done) self.end(close_code::kNormal, "The agent has logged out.");
                   });
}

}  // namespace callbackd::edge
