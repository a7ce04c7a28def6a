// What agents and customers do on a simulated day. Part of Day, which day.hpp declares.
#include "simulation/day.hpp"

namespace callbackd::simulation {

void Day::deed() {
  auto const dice = random_.below(100);
  if (dice < 34) return customer_deed();
  if (dice < 94) return agent_deed(random_.pick(clients_));
  if (dice < 98) return adopt();
  report_.say("restart");
  start_server();
}

CallbackFacts const* Day::some_live_one() {
  std::vector<CallbackFacts const*> live;
  for (auto const& [id, it] : checker_.facts.callbacks) {
    if (!core::is_final(it.row.state)) live.push_back(&it);
  }
  return live.empty() ? nullptr : random_.pick(live);
}

// Returns a callback that an agent has in hand. If there is none, returns `other`. The test prefers
// the first kind, because a change of such a callback is also sent to its agent.
CallbackId Day::in_hand_or(CallbackId other) const {
  for (auto const& [id, it] : checker_.facts.callbacks) {
    if (it.interaction && !core::is_final(it.row.state)) return id;
  }
  return other;
}

void Day::customer_deed() {
  auto const* const one = some_live_one();
  auto const dice = random_.below(100);
  if (one == nullptr || dice < 60) return post();
  auto const id = one->row.id;
  if (dice < 80) return explain(id);
  if (dice < 87) return change(id);
  if (dice < 94) return change_often(in_hand_or(id));
  step(core::CancelCallback{id, {core::Actor::Kind::kCustomer, ""}});
}

// Returns a random window. In a queue with slots the window mostly begins with a slot from the
// server's list, because a website's page chooses from this list too.
core::TimeWindow Day::some_window(std::string const& queue) {
  core::TimeWindow window;
  auto const now = timeline_.wall();
  auto const answer = step(core::ListSlots{queue, {}, {}, ""});
  auto const* const slots = std::get_if<core::SlotsView>(&answer);
  if (slots && !slots->slots.empty() && random_.chance(80)) {
    auto const few = std::min<std::size_t>(slots->slots.size(), 12);
    window.not_before = slots->slots[static_cast<std::size_t>(random_.below(few))].start;
  } else if (random_.chance(80)) {
    window.not_before = now + Duration{random_.between(0, Duration{4h}.count())};
  }
  if (random_.chance(25)) {
    window.not_after = window.not_before.value_or(now) +
                       Duration{random_.between(60'000'000, Duration{4h}.count())};
  }
  return window;
}

void Day::post() {
  core::PostCallback body;
  body.id = base::CallbackId{base::Uuid{0, ++ids_}};
  body.site = "www";
  body.phone = base::PhoneNumber{442071830000 + random_.below(60)};
  auto const& site = *checker_.facts.site;
  if (random_.chance(40)) {
    body.routing_point = random_.pick(kDayPoints);
    constexpr char const* kTopics[] = {"billing", "repair", "other"};
    if (random_.chance(70))
      body.routing_values.emplace_back("attributes.topic", random_.pick(kTopics));
    if (random_.chance(50)) {
      body.routing_values.emplace_back("contact.locale", random_.chance(50) ? "de-AT" : "en-GB");
    }
  } else {
    body.queue = random_.pick(site.queues).name;
    if (random_.chance(30)) body.window = some_window(body.queue);
  }
  if (random_.chance(30)) body.priority = static_cast<int>(random_.between(-2, 5));
  auto details = std::make_shared<core::CallbackDetails>();
  details->name = "Ada";
  details->phone = body.phone;
  body.details = details;
  step(std::move(body));
}

void Day::change(CallbackId id) {
  core::ChangeCallback command;
  command.id = id;
  command.by = {core::Actor::Kind::kSupervisor, "eve"};
  auto const& site = *checker_.facts.site;
  auto const queue = checker_.facts.callbacks.at(id).row.queue;
  if (random_.chance(50)) command.window = some_window(queue);
  if (random_.chance(40)) command.priority = static_cast<int>(random_.between(-3, 9));
  if (random_.chance(40)) command.queue = random_.pick(site.queues).name;
  step(std::move(command));
}

// Changes a callback many times, perhaps more often than is allowed. All changes are made with the
// manage token, or all with the secret key. An agent may have the callback in hand at this time.
void Day::change_often(CallbackId id) {
  bool const token = random_.chance(60);
  for (auto left = random_.between(2, 16); left > 0 && !report_.failed(); --left) {
    core::ChangeCallback command;
    command.id = id;
    command.by = token ? core::Actor{core::Actor::Kind::kCustomer, ""}
                       : core::Actor{core::Actor::Kind::kSite, "www"};
    if (random_.chance(70)) command.attributes_patch_json = "{}";
    if (random_.chance(25)) command.phone = base::PhoneNumber{442071830000 + random_.below(60)};
    step(std::move(command));
    let_pass(Duration{random_.between(1, 400'000)});
  }
}

void Day::explain(CallbackId id) {
  step(core::Tick{});  // all that is due is done here, so that the question causes no offers
  auto const answer = step(core::ExplainCallback{id});
  auto const* const view = std::get_if<core::ExplainView>(&answer);
  if (view && view->waiting) judge_.explained(timeline_.wall(), id, *view->waiting);
}

void Day::open(Client& client) {
  asked_.opened.insert(client.login);
  connected_.insert(client.login);  // a session that is refused causes no offers
  asked_.connected[client.login] = true;
  asked_.lost_at.erase(client.login);
  auto const answer = step(core::OpenSession{client.login});
  if (auto const* session = std::get_if<core::SessionView>(&answer)) {
    client.agent = session->agent;
    return;
  }
  connected_.erase(client.login);
  asked_.connected.erase(client.login);
}

void Day::lose(Client& client) {
  asked_.connected.erase(client.login);
  asked_.lost_at[client.login] = timeline_.wall();
  connected_.erase(client.login);
  step(core::SessionLost{*client.agent});
  client.agent.reset();
}

void Day::agent_deed(Client& client) {
  if (!client.agent) return open(client);
  for (auto const& [id, it] : checker_.facts.callbacks) {
    bool const mine = (it.offer && it.offer->agent == client.login) ||
                      (it.interaction && it.interaction->agent == client.login);
    if (mine && random_.chance(60)) return work(client, it);
  }
  auto const dice = random_.below(100);
  if (dice < 62) {
    asked_.ready.insert(client.login);
    step(core::SetAgentState{*client.agent, true, ""});
  } else if (dice < 78) {
    asked_.not_ready.insert(client.login);
    step(core::SetAgentState{*client.agent, false, "break"});
  } else if (dice < 90) {
    lose(client);
  } else {
    asked_.logged_out.insert(client.login);
    asked_.connected.erase(client.login);
    connected_.erase(client.login);
    asked_.lost_at.erase(client.login);
    step(core::CloseSession{*client.agent});
    client.agent.reset();
  }
}

void Day::work(Client& client, CallbackFacts const& it) {
  auto const agent = *client.agent;
  auto const dice = random_.below(100);
  if (it.offer) {
    base::OfferId const offer{it.row.id, it.offer->number};
    if (dice < 55) return static_cast<void>(step(core::AcceptOffer{agent, offer}));
    if (dice < 85) return static_cast<void>(step(core::RejectOffer{agent, offer, ""}));
    return;
  }
  base::InteractionId const interaction{it.row.id, it.interaction->number};
  if (dice < 45) {
    step(core::SetDisposition{agent, interaction, "sold"});
    return static_cast<void>(step(core::MarkDone{agent, interaction, false}));
  }
  if (dice < 65) return static_cast<void>(step(core::ReleaseInteraction{agent, interaction, ""}));
  if (dice > 85) return;
  core::RescheduleInteraction again{agent, interaction, {}, {}, "", {}, random_.chance(60)};
  again.window = some_window(it.row.queue);
  step(std::move(again));
}

}  // namespace callbackd::simulation
