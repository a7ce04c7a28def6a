#include "simulation/agent_client.hpp"

#include "base/visitor.hpp"
#include "simulation/text.hpp"

namespace callbackd::simulation {
void AgentClient::think_again() {
  auto& random = parts_.random;
  bool const slow = random.chance(15);
  Duration const delay{slow ? random.between(2'000'000, 12'000'000)
                            : random.between(20'000, 1'500'000)};
  parts_.timeline.after(delay, [this] {
    think();
    think_again();
  });
}

Server* AgentClient::linked() {
  auto* const server = parts_.server();
  return server && link_.opened && !link_.deaf && server->number() == link_.server ? server
                                                                                   : nullptr;
}

void AgentClient::cut() {
  link_ = {};
}

void AgentClient::open() {
  auto* const server = parts_.server();
  if (server == nullptr) return;
  link_ = {};
  link_.connection = parts_.new_connection();
  link_.server = server->number();
  engine::SessionRequest request;
  request.login = login();
  request.connection = link_.connection;
  if (!session_id_.empty() && parts_.random.chance(80)) {
    request.resume_session_id = session_id_;
    request.resume_last_seq = last_seq_;
  }
  server->open(request, [this, connection = link_.connection, number = link_.server](
                            engine::SessionReply reply) { opened(connection, number, reply); });
}

void AgentClient::opened(std::uint64_t connection, int server, engine::SessionReply const& reply) {
  auto const* view = std::get_if<core::SessionView>(&reply.reply.body);
  if (view == nullptr) return parts_.report.violated("{} may not open a session", login());
  agent_ = view->agent;
  sessions_[connection] = reply.session_id;
  bool const live = link_.connection == connection && !link_.deaf;
  bool const same = reply.session_id == session_id_;
  auto seq = reply.seq;
  for (auto const& missed : reply.missed) {
    if (missed->seq != ++seq) parts_.report.violated("{}: a gap in what was missed", login());
    auto const first = said_.emplace(std::pair(reply.session_id, seq), missed);
    if (first.second) {
      parts_.checker.missed(login(), missed->body);
    } else if (first.first->second != missed) {
      parts_.report.violated("{}: seq {} is said anew and differs", login(), seq);
    }
  }
  if (link_.connection == connection) {
    link_.opened = true;
    link_.server = server;
    link_.next_seq = seq + 1;
  }
  if (!live) return;
  if (reply.resumed && (!same || reply.seq != last_seq_)) {
    parts_.report.violated("{} is resumed from {} instead of {}", login(), reply.seq, last_seq_);
  }
  if (!reply.resumed) {
    session_id_ = reply.session_id;
    picture_ = {};
    picture_.channel = view->channel;
    for (auto const& offer : view->offers) picture_.offers[offer.id] = offer;
    auto const* const now_serving = parts_.server();
    for (auto const& open : view->interactions) {
      picture_.interactions[open.id] = open;
      if (now_serving) told_[open.id] = {now_serving->core_time(), {}};
    }
  }
  for (auto const& missed : reply.missed) learn(*missed);
  // If the answer that began a consultation was lost, the client does not know the consultation. So
  // the client takes its consultations from the new session.
  take_consultations(view->consultations);
  // If the session was resumed, the answer already shows the agent's state (`channel`), and no
  // notification repeats it.
  if (reply.resumed) picture_.channel = view->channel;
  last_seq_ = seq;
}

void AgentClient::heard(std::uint64_t connection, engine::AgentLinks::NotificationPtr const& said) {
  parts_.report.say("{} hears {} {}", login(), said->seq, text(said->body));
  parts_.checker.notified(login(), said->body);
  said_.emplace(std::pair(sessions_[connection], said->seq), said);
  if (connection != link_.connection) return;  // the client has left it
  if (!link_.opened) return parts_.report.violated("{} is told before its session", login());
  if (said->seq != link_.next_seq) {
    parts_.report.violated("{}: seq {} instead of {}", login(), said->seq, link_.next_seq);
  }
  link_.next_seq = said->seq + 1;
  if (link_.deaf) return;
  last_seq_ = said->seq;
  auto const* created = std::get_if<core::OfferCreated>(&said->body);
  if (created && !picture_.channel.ready) {
    parts_.report.violated("{} is Not Ready and offered {}", login(),
                           name(created->offer.id.callback));
  }
  learn(*said);
}

void AgentClient::learn(engine::AgentLinks::Notification const& said) {
  if (auto const* updated = std::get_if<core::InteractionUpdated>(&said.body)) {
    told_[updated->interaction.id] = {said.at, {}};
  }
  take_up(said.body);
}

void AgentClient::superseded(std::uint64_t connection, std::uint64_t) {
  if (connection == link_.connection) cut();
}

void AgentClient::take_up(core::NotificationBody const& body) {
  std::visit(base::Visitor{
                 [this](core::OfferCreated const& it) {
                   if (!picture_.offers.emplace(it.offer.id, it.offer).second) {
                     parts_.report.violated("{}: the same offer twice", login());
                   }
                 },
                 [this](core::OfferClosed const& it) {
                   if (picture_.offers.erase(it.offer.id) == 0) {
                     parts_.report.violated("{}: an offer ends that never began or ended before",
                                            login());
                   }
                 },
                 [this](core::InteractionUpdated const& it) {
                   picture_.interactions[it.interaction.id] = it.interaction;
                 },
                 [this](core::InteractionClosed const& it) {
                   if (picture_.interactions.erase(it.id) == 0) {
                     parts_.report.violated("{}: what it never had is closed", login());
                   }
                   past_.push_back(it.id);
                 },
                 [this](core::ConsultationOffered const& it) {
                   if (!picture_.consultations.emplace(it.consultation.id, it.consultation).second)
                     parts_.report.violated("{}: the same consultation twice", login());
                 },
                 [this](core::ConsultationUpdated const& it) {
                   picture_.consultations[it.consultation.id] = it.consultation;
                 },
                 [this](core::ConsultationClosed const& it) {
                   picture_.consultations.erase(it.consultation.id);
                   past_consultations_.push_back(it.consultation.id);
                 },
                 [this](core::AgentStateChanged const& it) { picture_.channel = it.channel; },
             },
             body);
}

void AgentClient::vanish() {
  auto* const server = parts_.server();
  if (server == nullptr || link_.connection == 0) return;
  link_.deaf = true;
  auto const delay = Duration{parts_.random.between(1'000, 3'000'000)};
  parts_.timeline.after(delay, [this, connection = link_.connection, number = link_.server] {
    auto* const still = parts_.server();
    if (still && still->number() == number) still->lost(connection, login());
  });
  // The client comes back after a while. The server may notice only later that the client was gone.
  auto const back = Duration{parts_.random.between(100'000, 20'000'000)};
  parts_.timeline.after(back, [this, connection = link_.connection] {
    if (link_.connection == connection) cut();
  });
}

// Returns whether this client can still lack changes that others made to the interaction. After an
// interaction.updated the server keeps such changes back for 250 ms. It is not known whether that
// message came to this client, or went to an earlier session of the client, where nobody received
// it. The core's time can also stand still and then pass the 250 ms in one step. In this case the
// server sends the next message a moment later, when its alarm rings.
bool AgentClient::may_be_behind(base::InteractionId id) {
  auto const* const server = parts_.server();
  auto const told = told_.find(id);
  if (told == told_.end() || !server) return false;
  auto& [at, due_since] = told->second;
  if (server->core_time() - at < 250ms) return true;
  if (!due_since) due_since = parts_.timeline.now();
  return parts_.timeline.now() - *due_since < 10ms;
}

void AgentClient::compare_picture() {
  if (!link_.opened || link_.deaf) return;
  auto& facts = parts_.checker.facts;
  auto const& agent = facts.agents[login()];
  auto const& channel = picture_.channel;
  if (channel.ready != agent.row.ready || channel.reason != agent.row.reason ||
      channel.busy != (agent.in_hand + agent.part_in > 0)) {
    parts_.report.violated("{} believes to be {} ({}), committed is {} ({})", login(),
                           channel.ready, channel.reason, agent.row.ready, agent.row.reason);
  }
  auto const held = picture_.offers.size() + picture_.interactions.size();
  if (held != static_cast<std::size_t>(agent.in_hand)) {
    parts_.report.violated("{} believes to hold {}, committed are {}", login(), held,
                           agent.in_hand);
  }
  for (auto const& [id, offer] : picture_.offers) {
    auto const* it = facts.find(id.callback);
    if (it == nullptr || !it->offer || it->offer->number != id.number) {
      parts_.report.violated("{} believes in an offer of {}", login(), name(id.callback));
    }
  }
  for (auto const& [id, interaction] : picture_.interactions) {
    if (may_be_behind(id)) continue;
    auto const* it = facts.find(id.callback);
    bool const same = it && it->interaction && it->interaction->number == id.number &&
                      it->row.disposition == interaction.disposition.value_or("") &&
                      it->row.note_version == interaction.note_version &&
                      it->row.attempt_number == interaction.attempts.size() &&
                      it->row.state == interaction.state &&
                      it->row.cancel_requested == interaction.cancel_requested;
    if (!same) {
      parts_.report.violated("{} has an old picture of {}", login(), name(id.callback));
    }
  }
}

}  // namespace callbackd::simulation
