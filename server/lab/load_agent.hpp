// One agent over a WebSocket, as an automaton: opens the session, becomes Ready, and takes every
// offer through accept, disposition and Mark Done, each after the answer to the one before. Or asks
// and never reads. One thread; what it lived through it tells its owner.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/words.hpp"
#include "lab/frames.hpp"
#include "lab/loop.hpp"

namespace callbackd::lab {

class LoadAgent;

// What an agent waits for; the order is that of a session.
enum class Step : std::uint8_t { kUpgrade, kOpen, kReady, kIdle, kAccept, kDisposition, kDone };
constexpr auto words_of(std::type_identity<Step>) {
  using enum Step;
  return std::to_array<base::Word<Step>>({{"upgrade", kUpgrade},
                                          {"open", kOpen},
                                          {"ready", kReady},
                                          {"idle", kIdle},
                                          {"accept", kAccept},
                                          {"disposition", kDisposition},
                                          {"done", kDone}});
}

class AgentOwner {
 public:
  virtual ~AgentOwner() = default;
  virtual void offered(LoadAgent& agent) = 0;
  virtual void done_with(LoadAgent& agent, Step step) = 0;  // answered; began at agent.sent_at()
  // The server refused a step; the agent gave the callback up.
  virtual void refused(LoadAgent& agent, Step step, std::string_view reason) = 0;
  virtual void ended(LoadAgent& agent, std::string_view why) = 0;  // once; `why`: 1013, broken, …
};

class LoadAgent final : public Watched {
 public:
  struct Place {
    Loop& loop;
    Target const& target;
    AgentOwner& owner;
    std::string disposition;  // empty: no such step
    Socket::Buffers buffers = Socket::Buffers::kUsual;
  };
  LoadAgent(Place const& place, std::string token, std::uint32_t seed)
      : place_(place), token_(std::move(token)), random_(seed | 1U) {}

  void connect();
  Step step() const { return step_; }
  bool has_ended() const { return ended_; }
  bool is_waiting() const { return !ended_ && step_ != Step::kIdle && !paced_; }
  SteadyTime sent_at() const { return sent_at_; }
  void give_up() { end("timeout"); }
  void look_at_clock(SteadyTime now);  // sends what the limit of requests held back
  // Sends that many requests, each with a large answer, and reads nothing from now on.
  void ask_and_never_read(std::size_t asks);

  void on_readable() override;
  void on_writable() override;
  void on_broken() override { end("broken"); }

 private:
  void upgraded(std::string_view bytes);
  void take_frames(std::string_view bytes);
  void take_message(std::string_view text);
  void take_answer(bool is_error, std::string_view text);
  void next_offer();
  void request(Step step, std::string_view method, std::string_view params);
  void send_frame(Opcode opcode, std::string_view payload);
  void end(std::string_view why);
  std::uint32_t next_random();

  Place place_;
  std::string token_;
  Socket socket_;
  FrameReader frames_;
  std::string partial_;
  std::deque<std::string> offers_;
  std::string interaction_;
  std::string held_back_;  // a request that the limit of requests a second forbids for now
  std::string frame_;
  SteadyTime sent_at_{};
  SteadyTime second_began_{};
  std::uint32_t sent_in_second_ = 0;
  std::uint32_t random_;
  std::uint64_t id_ = 0;
  Step step_ = Step::kUpgrade;
  bool paced_ = false;
  bool ended_ = false;
  bool never_reads_ = false;
};

}  // namespace callbackd::lab
