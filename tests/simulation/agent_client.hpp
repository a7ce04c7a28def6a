// AgentClient plays an agent's client. It logs in, works, vanishes, comes back, and repeats
// requests that got no answer. It keeps the state that its notifications describe, so that this
// state can be compared with what is committed. It never acts inside the function that receives an
// answer, only later. World makes one for each agent. Main thread.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "simulation/server.hpp"

namespace callbackd::simulation {

class AgentClient {
 public:
  struct Parts {
    Timeline& timeline;
    Random random;
    Report& report;
    Checker& checker;
    std::string login;
    std::function<Server*()> server;  // the reachable server; nullptr: none
    std::function<std::uint64_t()> new_connection;
    Phones const& phones;  // to compare with; the client decides nothing by it
    std::size_t colleagues;
  };
  explicit AgentClient(Parts parts) : parts_(std::move(parts)) {}

  void begin() { think_again(); }
  std::string const& login() const { return parts_.login; }
  void heard(std::uint64_t connection, engine::AgentLinks::NotificationPtr const& said);
  void superseded(std::uint64_t connection, std::uint64_t seq);
  // Cuts the connection, because its server is gone or the client cannot reach the server.
  void cut();
  // Compares the client's state with what is committed. Call it only while the server is quiet.
  void compare_picture();
  // Compares the client's calls with the real calls. Call it only while the server knows everything
  // that happened to the calls. Returns false if some calls could not be compared yet.
  bool compare_calls();

 private:
  struct Link {
    std::uint64_t connection = 0;  // 0: none
    int server = 0;
    bool deaf = false;  // the client is gone, the server has not noticed
    bool opened = false;
    std::uint64_t next_seq = 0;  // the number of the server's next notification
  };
  struct Picture {
    core::ChannelView channel;
    std::map<base::OfferId, core::OfferView> offers;
    std::map<base::InteractionId, core::InteractionView> interactions;
    std::map<base::ConsultationId, core::ConsultationView> consultations;
  };
  bool may_be_behind(base::InteractionId id);
  struct Wish {  // a request that may have to be repeated
    core::CommandBody body;
    std::string request_id;
    base::Uuid hash;
  };

  void think_again();
  void think();
  void open();
  void opened(std::uint64_t connection, int server, engine::SessionReply const& reply);
  void vanish();
  void learn(engine::AgentLinks::Notification const& said);
  void take_up(core::NotificationBody const& body);
  void ask(core::CommandBody body);
  void ask_over(std::uint64_t connection, core::CommandBody body);
  void send(Wish wish);
  void answer_offer(base::OfferId offer);
  void work(core::InteractionView const& interaction);
  void work_on_call(core::InteractionView const& interaction);
  void call(base::InteractionId interaction);
  void send_digits(core::InteractionView const& interaction);
  void invite(base::InteractionId interaction, core::Action how);
  core::CallTarget some_target(bool place);
  void work_on_consultation(core::ConsultationView const& consultation);
  void close_case(core::InteractionView const& interaction);
  void idle_deeds();
  void take_consultations(std::vector<core::ConsultationView> const& views);
  void compare_call(core::InteractionView const& interaction);
  void compare_parties(core::InteractionView const& interaction, CallStanding const& call);
  void compare_consultations();
  Server* linked();

  Parts parts_;
  base::AgentId agent_{};
  Link link_;
  std::string session_id_;
  std::uint64_t last_seq_ = 0;
  Picture picture_;
  struct Told {
    Instant at;  // by core time
    // The server lets updates wait for 250 ms. This is the timeline's time at which the client
    // first saw that this wait was over. nullopt: it has not seen it yet.
    std::optional<Duration> due_since;
  };
  // When each interaction was last shown to the client, by interaction.updated or session.open.
  std::map<base::InteractionId, Told> told_;
  std::map<std::uint64_t, std::string> sessions_;  // by connection
  std::vector<Wish> unanswered_;
  std::vector<Wish> answered_;
  std::vector<base::InteractionId> past_;
  std::vector<base::ConsultationId> past_consultations_;
  std::uint64_t wishes_ = 0;
  // Each notification of a session by its seq. If the server sends a notification again, it must be
  // the same.
  std::map<std::pair<std::string, std::uint64_t>, engine::AgentLinks::NotificationPtr> said_;
};

}  // namespace callbackd::simulation
