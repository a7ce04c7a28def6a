#include "simulation/day.hpp"

#include "simulation/text.hpp"

namespace callbackd::simulation {
namespace {

// Changes the seed, so that a Day draws other random numbers than the World of the same seed.
constexpr std::uint64_t kOtherWorld = 0xD1B54A32D192ED03ULL;
constexpr int kTicksAtOnce = 400;
constexpr std::uint64_t kStepsPerSweep = 4;  // between checks of the core's own invariants

}  // namespace

Day::Day(std::uint64_t seed, bool trace)
    : random_(seed ^ kOtherWorld),
      report_(timeline_, trace),
      change_(some_clock_change(random_)),
      checker_(report_, cell_),
      judge_(report_, checker_),
      told_in_time_(report_) {
  auto const midnight =
      calendar::Zone::find(change_.zone)->to_instant(std::chrono::local_days{change_.date});
  timeline_.set_wall(midnight + 3h - Duration{random_.between(0, Duration{8h}.count())});
  for (auto const* login : kDayAgents) clients_.push_back({login, std::nullopt});
}

void Day::run() {
  auto const site = some_site();
  if (!site) return;
  checker_.facts.site = cell_.site = site;
  start_server();
  for (auto left = random_.between(60, 260); left > 0 && !report_.failed(); --left) {
    let_pass(some_pause());
    if (!report_.failed()) deed();
  }
  if (report_.failed()) report_.say("{}", core_->render(timeline_.wall()));
}

core::SitePtr Day::some_site() {
  std::string problem;
  auto const version = static_cast<std::int64_t>(checker_.facts.sites.size()) + 1;
  auto site = make_day_site(random_, version, change_, problem);
  if (site) return checker_.facts.sites[version] = site;
  report_.violated("a site that is legal is refused: {}", problem);
  return nullptr;
}

// Starts a new server: a new core that is restored from everything that is committed. The
// connections to the earlier server are lost.
void Day::start_server() {
  core_ = std::make_unique<core::Core>(base::HashKey{1, 2});
  core_->restore(cell_.site, cell_.load().state);
  judge_.server_started();
  told_in_time_.server_started();
  checker_.facts.forget_queues();
  for (auto& client : clients_) client.agent.reset();
  connected_.clear();
  asked_.connected.clear();
  for (auto const& [login, agent] : checker_.facts.agents) {
    if (agent.row.logged_in || agent.in_hand > 0) asked_.lost_at[login] = timeline_.wall();
  }
  asked_.started = true;
  step(core::StartUp{});
}

// Returns the queues that the definition in force has, that the next one does not have, and in
// which callbacks wait.
std::set<std::string> Day::homeless_in(core::SiteDefinition const& next) const {
  std::set<std::string> queues;
  for (auto const& [id, it] : checker_.facts.callbacks) {
    auto const& row = it.row;
    bool const waits = row.state == CallbackState::kScheduled ||
                       row.state == CallbackState::kQueued || row.state == CallbackState::kOffered;
    if (waits && cell_.site->find_queue(row.queue) && !next.find_queue(row.queue)) {
      queues.insert(row.queue);
    }
  }
  return queues;
}

void Day::adopt() {
  auto const site = some_site();
  if (!site) return;
  step(core::Tick{});  // timers that are due may end a callback or move it
  auto const homeless = homeless_in(*site);
  core::QueueMoves moves;
  bool const moved = !site->queues.empty() && random_.chance(60);
  for (auto const& queue : homeless) {
    if (moved) moves[queue] = site->queues[random_.below(site->queues.size())].name;
  }
  report_.say("definition {}, {} queues with work leave", site->version, homeless.size());
  auto const before = std::exchange(cell_.site, site);
  auto const answer = step(core::AdoptDefinition{site, std::move(moves)});
  bool const refused = std::holds_alternative<core::Refusal>(answer);
  if (refused != (!homeless.empty() && !moved)) {
    report_.violated("definition {} is {}", site->version, refused ? "refused" : "adopted");
  }
  if (refused) cell_.site = before;
}

core::AnswerBody Day::step(core::CommandBody body) {
  auto const now = timeline_.wall();
  report_.say("command {}", body.index());
  core::Effects effects;
  auto const asked_about = body;
  bool const waits = !std::holds_alternative<core::Tick>(body);
  core_->step(now, {base::Serial{++serial_}, core::RequestRef{waits ? 1U : 0U}, std::move(body)},
              effects);
  engine::Batch batch;
  batch.journal_seq = cell_.journal_seq + 1;
  batch.at = now;
  batch.last_serial = base::Serial{serial_};
  batch.records = std::move(effects.records);
  checker_.committing(batch);
  auto const wrong = cell_.apply(batch);
  if (!wrong.empty()) report_.violated("{}", wrong);
  checker_.committed(batch, asked_);
  auto const& definitions = batch.records.definitions;
  bool const adopts = !definitions.empty() && definitions.back().adopted;
  adopts ? judge_.adopted() : judge_.closed(now, batch.records);
  judge_.stepped(now, batch.records, connected_);
  told_in_time_.stepped(now, asked_about, effects);
  if (serial_ % kStepsPerSweep == 0) core_->sweep(now);
  for (auto const& event : batch.records.events) {
    report_.say("{} {} {}", name(event.callback), core::to_text(event.type),
                text_in(event, "agent"));
  }
  auto const started = asked_.started;
  asked_.ready.clear();
  asked_.not_ready.clear();
  asked_.opened.clear();
  asked_.logged_out.clear();
  asked_.started = false;
  core::AnswerBody answer;
  for (auto& release : effects.releases) {
    if (auto* said = std::get_if<core::Answer>(&release)) answer = std::move(said->body);
  }
  if (!started && waits) {
    report_.say("answer {}", text(answer));
    engine::Reply reply;
    reply.body = answer;
    checker_.answered(asked_about, reply);
    judge_.answered(asked_about, answer);
  }
  return answer;
}

// Lets time pass. Mostly each timer runs when it is due. Sometimes the server is held up; then
// several timers are late and run together.
void Day::let_pass(Duration how_long) {
  auto const end = timeline_.wall() + how_long;
  auto const wait_until = [&](Instant at) {
    timeline_.after(at - timeline_.wall(), [] {});
    timeline_.step();
  };
  bool const held_up = random_.chance(15);
  for (int ticks = 0; !held_up && ticks < kTicksAtOnce && !report_.failed(); ++ticks) {
    auto const next = core_->next_deadline();
    if (next >= end) break;
    if (next > timeline_.wall()) wait_until(next);
    step(core::Tick{});
  }
  if (end > timeline_.wall()) wait_until(end);
}

Duration Day::some_pause() {
  auto const dice = random_.below(100);
  auto const up_to = [&](Duration most) { return Duration{random_.between(1, most.count())}; };
  if (dice < 45) return up_to(2s);
  if (dice < 75) return up_to(60s);
  if (dice < 94) return up_to(15min);
  return up_to(dice < 99 ? Duration{1h} : Duration{5h});
}

}  // namespace callbackd::simulation
