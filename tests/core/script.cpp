#include "core/script.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "core/bench.hpp"
#include "core/effects_text.hpp"
#include "core/script_settings.hpp"

namespace callbackd::core::test {
namespace {

// Reads a time of a script: 09:00:05 is on the first day, 2/09:00:05 on the second.
base::Instant instant_of(std::string text) {
  auto day = std::chrono::sys_days{std::chrono::year{2027} / 3 / 1};
  if (auto const slash = text.find('/'); slash != std::string::npos) {
    day += std::chrono::days{std::stoi(text.substr(0, slash)) - 1};
    text = text.substr(slash + 1);
  }
  auto const parts = split(text, ':');
  REQUIRE(parts.size() == 3);
  return day + std::chrono::hours{std::stoi(parts[0])} + std::chrono::minutes{std::stoi(parts[1])} +
         seconds_of(parts[2]);
}

std::uint64_t number_of(std::string const& callback) {
  return std::stoull(callback.substr(1));
}

class Script {
 public:
  explicit Script(SiteDefinition const& site) : site_(site), bench_(site) {}

  std::string command(Words const& words) {
    bench_.pass(instant_of(words[0]) - bench_.now());
    keep();
    if (words.size() == 1) return text();
    if (words[1] == "post")
      post(words);
    else if (words[1] == "change")
      change(words);
    else if (words[1] == "cancel")
      bench_.run(CancelCallback{id(words[2]), {Actor::Kind::kCustomer, ""}});
    else if (words[1] == "look")
      bench_.run(GetCallback{id(words[2])});
    else if (words[1] == "explain")
      bench_.run(ExplainCallback{id(words[2])});
    else if (words[1] == "estimate")
      bench_.run(EstimateQueue{words[2]});
    else if (words[1] == "slots")
      bench_.run(ListSlots{words[2], std::nullopt, std::nullopt, ""});
    else if (words[1] == "define" || words[1] == "remove")
      define(words);
    else if (words[1] == "voice")
      voice(words);
    else if (words[1] == "restart")
      bench_.restart(legs(words));
    else
      agent(words);
    keep();
    return text();
  }

 private:
  static base::CallbackId id(std::string const& word) { return callback_id(number_of(word)); }

  void keep() {
    for (auto& line : lines_of(bench_.effects(), bench_.core())) lines_.push_back(std::move(line));
  }
  std::string text() {
    std::string all;
    for (auto const& line : std::exchange(lines_, {})) all += "    " + line + "\n";
    return all;
  }

  void define(Words const& words) {
    if (words[1] == "remove")
      leave_out(site_, words[2], words[3]);
    else
      REQUIRE(set(site_, {words.begin() + 2, words.end()}));
    ++site_.version;
    QueueMoves moves;
    if (words.size() == 6 && words[4] == "to") moves[words[3]] = words[5];
    bench_.run(AdoptDefinition{share(site_), std::move(moves)});
  }

  static TimeWindow window_of(std::map<std::string, std::string> const& options) {
    TimeWindow window;
    if (options.contains("from")) window.not_before = instant_of(options.at("from"));
    if (options.contains("until")) window.not_after = instant_of(options.at("until"));
    return window;
  }

  void post(Words const& words) {
    auto const options = options_of(words, 4);
    auto const point = words[3].starts_with("point:") ? words[3].substr(6) : std::string{};
    auto command = bench_.request(number_of(words[2]), point.empty() ? words[3] : "");
    command.routing_point = point;
    if (options.contains("locale"))
      command.routing_values.emplace_back("contact.locale", options.at("locale"));
    if (options.contains("topic"))
      command.routing_values.emplace_back("attributes.topic", options.at("topic"));
    if (options.contains("phone")) command.phone = phone(std::stoull(options.at("phone")));
    if (options.contains("priority")) command.priority = std::stoi(options.at("priority"));
    command.window = window_of(options);
    bench_.post(std::move(command));
  }

  void change(Words const& words) {
    auto const options = options_of(words, 3);
    ChangeCallback command;
    command.id = id(words[2]);
    command.by = {Actor::Kind::kSupervisor, "eve"};
    if (options.contains("from") || options.contains("until")) command.window = window_of(options);
    if (options.contains("queue")) command.queue = options.at("queue");
    if (options.contains("priority")) command.priority = std::stoi(options.at("priority"));
    if (options.contains("phone")) command.phone = phone(std::stoull(options.at("phone")));
    bench_.run(std::move(command));
  }

  static LegId leg_of(std::string const& attempt, std::string const& kind) {
    auto const dash = attempt.find("-a");
    base::AttemptId const of{id(attempt.substr(0, dash)),
                             static_cast<std::uint32_t>(std::stoul(attempt.substr(dash + 2)))};
    if (kind.starts_with("p"))
      return {of, LegNumber{static_cast<std::uint16_t>(std::stoul(kind.substr(1)))}};
    return {of, kind == "agent" ? LegNumber::kAgent : LegNumber::kContact};
  }
  static std::vector<LegId> legs(Words const& words) {
    std::vector<LegId> legs;
    for (std::size_t i = 2; i + 1 < words.size(); i += 2)
      legs.push_back(leg_of(words[i], words[i + 1]));
    return legs;
  }

  void voice(Words const& words) {
    if (words[2] == "up" || words[2] == "down") {
      bench_.run(VoiceEvent{LinkChanged{words[2] == "up"}});
      return;
    }
    auto const leg = leg_of(words[2], words[3]);
    if (words[4] == "rings")
      bench_.run(VoiceEvent{LegRinging{leg}});
    else if (words[4] == "answers")
      bench_.run(VoiceEvent{LegAnswered{leg, words.size() > 5}});
    else if (words[4] == "ends")
      bench_.run(VoiceEvent{LegEnded{leg, *from_text<AttemptOutcome>(words[5]), "16"}});
    else if (words[4] == "held" || words[4] == "unheld")
      bench_.run(VoiceEvent{LegHeld{leg, words[4] == "held"}});
    else
      FAIL("an unknown voice event");
  }

  void agent(Words const& words) {
    auto const& verb = words[2];
    if (verb == "opens") {
      auto const answer = bench_.run(OpenSession{words[1]});
      agents_[words[1]] = std::get<SessionView>(answer).agent;
      return;
    }
    REQUIRE(agents_.contains(words[1]));
    auto const who = agents_[words[1]];
    if (verb == "ready")
      bench_.run(SetAgentState{who, true, ""});
    else if (verb == "not_ready")
      bench_.run(SetAgentState{who, false, words.size() > 3 ? words[3] : ""});
    else if (verb == "vanishes")
      bench_.run(SessionLost{who});
    else if (verb == "leaves")
      bench_.run(CloseSession{who});
    else
      work(who, words);
  }

  base::OfferId offer_of(std::string const& word) const {
    auto const dash = word.find("-o");
    if (dash == std::string::npos) return bench_.offer(number_of(word));
    return {id(word.substr(0, dash)),
            static_cast<std::uint32_t>(std::stoul(word.substr(dash + 2)))};
  }

  void work(base::AgentId who, Words const& words) {
    auto const& verb = words[2];
    if (verb == "accepts") {
      bench_.run(AcceptOffer{who, offer_of(words[3])});
      return;
    }
    if (verb == "rejects") {
      bench_.run(RejectOffer{who, offer_of(words[3]), words.size() > 4 ? words[4] : ""});
      return;
    }
    auto const on = bench_.interaction(number_of(words[3]));
    if (verb == "done")
      bench_.run(MarkDone{who, on, words.size() > 4});
    else if (verb == "releases")
      bench_.run(ReleaseInteraction{who, on, words.size() > 4 ? words[4] : ""});
    else if (verb == "sets")
      bench_.run(SetDisposition{who, on, words[4]});
    else if (verb == "notes")
      bench_.run(SetNote{who, on, words[5], static_cast<std::uint32_t>(std::stoul(words[4]))});
    else if (verb == "calls")
      bench_.run(PlaceCall{who, on, {}});
    else if (verb == "ends")
      bench_.run(EndCall{who, on, words.size() > 4});
    else if (verb == "holds")
      bench_.run(HoldCall{who, on});
    else if (verb == "resumes")
      bench_.run(ResumeCall{who, on});
    else if (verb == "sends")
      bench_.run(SendDtmf{who, on, words[4]});
    else if (verb == "transfers")
      bench_.run(TransferCall{who, on, target_of(words)});
    else if (verb == "conferences")
      bench_.run(ConferenceCall{who, on, target_of(words)});
    else if (verb == "drops")
      bench_.run(DropParty{who, on, words[4]});
    else if (verb == "consults")
      bench_.run(StartConsultation{who, on, target_of(words)});
    else if (verb == "consultation")
      consultation(who, words);
    else if (verb == "looks")
      bench_.run(GetInteraction{who, on});
    else if (verb == "reschedules")
      reschedule(who, on, options_of(words, 4));
    else
      FAIL("an unknown verb");
  }

  static CallTarget target_of(Words const& words) {
    CallTarget target;
    target.kind = words[4] == "agent"           ? CallTarget::Kind::kAgent
                  : words[4] == "queue"         ? CallTarget::Kind::kQueue
                  : words[4] == "routing_point" ? CallTarget::Kind::kRoutingPoint
                                                : CallTarget::Kind::kNumber;
    target.name = words[5];
    if (target.kind == CallTarget::Kind::kNumber)
      target.phone = ClassedNumber{phone(std::stoull(words[5])), NumberClass::in("GB")};
    return target;
  }

  // Runs a command such as `consultation c1 p2 accept`.
  void consultation(base::AgentId who, Words const& words) {
    using Act = ActOnConsultation::Act;
    static std::map<std::string, Act> const kActs{{"accept", Act::kAccept},
                                                  {"decline", Act::kDecline},
                                                  {"end", Act::kEnd},
                                                  {"transfer", Act::kTransfer},
                                                  {"conference", Act::kConference}};
    auto const callback = callback_id(number_of(words[3]));
    auto const leg = static_cast<std::uint16_t>(std::stoul(words[4].substr(1)));
    bench_.run(ActOnConsultation{who, bench_.consultation(callback, leg), kActs.at(words[5])});
  }

  void reschedule(base::AgentId who, base::InteractionId on,
                  std::map<std::string, std::string> const& options) {
    RescheduleInteraction command;
    command.agent = who;
    command.interaction = on;
    command.window = window_of(options);
    if (options.contains("reason")) command.reason = options.at("reason");
    command.keep_agent = options.contains("keep_agent");
    bench_.run(std::move(command));
  }

  SiteDefinition site_;
  Bench bench_;
  std::vector<std::string> lines_;
  std::map<std::string, base::AgentId> agents_;
};

bool is_effect(std::string const& line) {
  return line.starts_with("    ");
}

}  // namespace

std::string play(std::string const& script) {
  auto site = plain_site();
  std::optional<Script> running;
  std::string played;
  for (auto const& line : split(script, '\n')) {
    if (is_effect(line)) continue;
    played += line + "\n";
    auto const words = words_of(line);
    if (words.empty() || words[0] == "#") continue;
    INFO(line);
    if (set(site, words)) continue;
    if (!running) running.emplace(site);
    played += running->command(words);
  }
  return played;
}

}  // namespace callbackd::core::test
