// How an agent's client decides what to do next. Part of AgentClient, which agent_client.hpp
// declares.
#include <algorithm>

#include "simulation/agent_client.hpp"

namespace callbackd::simulation {

void AgentClient::ask(core::CommandBody body) {
  Wish wish;
  wish.body = std::move(body);
  ++wishes_;
  if (parts_.random.chance(60)) wish.request_id = login() + "-" + std::to_string(wishes_);
  wish.hash = base::Uuid{1, wishes_};
  send(std::move(wish));
}

void AgentClient::send(Wish wish) {
  auto* const server = linked();
  if (server == nullptr) return;
  engine::AgentRequest request;
  request.agent = agent_;
  request.login = login();
  request.request_id = wish.request_id;
  request.request_hash = wish.hash;
  request.connection = link_.connection;
  if (!wish.request_id.empty()) unanswered_.push_back(wish);
  auto const body = wish.body;
  server->request(
      request, body,
      [this, wish = std::move(wish), connection = link_.connection](engine::Reply const& reply) {
        if (connection != link_.connection || link_.deaf) return;
        if (auto const* channel = std::get_if<core::ChannelView>(&reply.body)) {
          picture_.channel = *channel;
        }
        auto const* begun = std::get_if<core::ConsultationView>(&reply.body);
        if (begun && reply.answer_json.empty() &&
            std::holds_alternative<core::StartConsultation>(wish.body)) {
          picture_.consultations[begun->id] = *begun;
        }
        if (wish.request_id.empty()) return;
        std::erase_if(unanswered_,
                      [&](Wish const& one) { return one.request_id == wish.request_id; });
        answered_.push_back(wish);
        if (answered_.size() > 4) answered_.erase(answered_.begin());
      });
}

void AgentClient::ask_over(std::uint64_t connection, core::CommandBody body) {
  auto* const server = parts_.server();
  if (server == nullptr) return;
  engine::AgentRequest request;
  request.agent = agent_;
  request.login = login();
  request.connection = connection;
  server->request(std::move(request), std::move(body), [](auto&&) {});
}

void AgentClient::think() {
  auto& random = parts_.random;
  if (link_.connection == 0) {
    open();
    if (random.chance(10)) open();  // the first attempt is given up at once
    return;
  }
  if (linked() != nullptr && random.chance(1)) {  // a second window, while the first one still asks
    auto const old = link_.connection;
    open();
    return ask_over(old, core::SetAgentState{agent_, random.chance(50), ""});
  }
  if (linked() == nullptr) return;
  if (!unanswered_.empty() && random.chance(50)) {
    auto wish = unanswered_.front();
    unanswered_.erase(unanswered_.begin());
    return send(std::move(wish));
  }
  if (!answered_.empty() && random.chance(3)) {
    auto wish = random.pick(answered_);
    if (random.chance(20)) wish.hash = base::Uuid{2, 2};  // another request under the same id
    return send(std::move(wish));
  }
  if (random.chance(3)) return vanish();
  if (!picture_.offers.empty() && random.chance(80)) {
    return answer_offer(picture_.offers.begin()->first);
  }
  if (!picture_.consultations.empty() && random.chance(50)) {
    auto at = picture_.consultations.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random.below(picture_.consultations.size())));
    return work_on_consultation(at->second);
  }
  if (!picture_.interactions.empty() && random.chance(85)) {
    auto at = picture_.interactions.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random.below(picture_.interactions.size())));
    return work(at->second);
  }
  idle_deeds();
}

void AgentClient::idle_deeds() {
  auto& random = parts_.random;
  if (!picture_.channel.ready && random.chance(85)) {
    return ask(core::SetAgentState{agent_, true, ""});
  }
  if (random.chance(12)) {
    return ask(core::SetAgentState{agent_, false, random.chance(50) ? "break" : ""});
  }
  if (random.chance(3)) {
    ask(core::CloseSession{agent_});
    return vanish();
  }
  if (random.chance(5)) ask(core::SetAgentState{agent_, true, ""});
  if (!past_.empty() && random.chance(10)) {
    auto const id = random.pick(past_);
    if (random.chance(50)) {
      ask(core::AcceptOffer{agent_, {id.callback, id.number}});
    } else {
      ask(core::MarkDone{agent_, id, true});
    }
  }
  if (!past_consultations_.empty() && random.chance(10)) {
    core::ConsultationView past;
    past.id = random.pick(past_consultations_);
    work_on_consultation(past);
  }
}

void AgentClient::answer_offer(base::OfferId offer) {
  auto const dice = parts_.random.below(100);
  if (dice < 55) return ask(core::AcceptOffer{agent_, offer});
  if (dice < 68) return ask(core::RejectOffer{agent_, offer, ""});
  if (dice < 72) return ask(core::SetAgentState{agent_, false, "break"});
  if (dice < 74) return vanish();
}

void AgentClient::work(core::InteractionView const& interaction) {
  auto& random = parts_.random;
  auto const id = interaction.id;
  bool const in_call = interaction.call_status != core::CallStatus::kReadyToCall;
  if (in_call && random.chance(90)) return work_on_call(interaction);
  bool const first = interaction.attempts.empty();
  if (!in_call && random.chance(first ? 70 : 15)) return call(id);
  switch (random.below(9)) {
    case 3:
      return ask(core::SetDisposition{agent_, id, random.chance(50) ? "sold" : "lost"});
    case 4: {
      bool const stale = random.chance(15);
      auto const version = interaction.note_version + (stale ? 1 : 0);
      return ask(core::SetNote{agent_, id, "note " + std::to_string(wishes_), version});
    }
    case 5:
      return ask(core::GetInteraction{agent_, id});
    default:
      return close_case(interaction);
  }
}

void AgentClient::close_case(core::InteractionView const& interaction) {
  auto& random = parts_.random;
  auto const id = interaction.id;
  auto const dice = random.below(100);
  if (dice < 60) {
    if (!interaction.disposition && random.chance(60)) {
      ask(core::SetDisposition{agent_, id, "sold"});
    }
    return ask(core::MarkDone{agent_, id, random.chance(30)});
  }
  if (dice < 75) return ask(core::ReleaseInteraction{agent_, id, ""});
  if (dice < 90) {
    auto* const server = linked();
    if (server == nullptr) return;
    core::RescheduleInteraction later;
    later.agent = agent_;
    later.interaction = id;
    later.window.not_before = server->clock_now() + Duration{random.between(0, 40'000'000)};
    later.keep_agent = random.chance(50);
    return ask(std::move(later));
  }
  vanish();
}

}  // namespace callbackd::simulation
