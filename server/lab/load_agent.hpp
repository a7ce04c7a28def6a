// LoadAgent: one agent of the load client, over a WebSocket. It opens the session and becomes
// Ready. Then it accepts every offer, sets a disposition and marks the callback done. It sends a
// request only when the request before is answered. It can also send many requests and never read
// the answers. The AgentCrowd owns it; the agent reports to it as its AgentOwner. The thread of
// run_load().
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

// Step: which answer an agent waits for, in the order of a session. With kIdle it waits for an
// offer instead.
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
  // The server has answered the step. Its request was sent at agent.sent_at().
  virtual void done_with(LoadAgent& agent, Step step) = 0;
  // The server has refused the step. If the step is about a callback, the agent gives it up.
  virtual void refused(LoadAgent& agent, Step step, std::string_view reason) = 0;
  // The connection has ended. This is called only once. `why` is the reason, for example "close
  // 1013", "broken" or "timeout".
  virtual void ended(LoadAgent& agent, std::string_view why) = 0;
};

class LoadAgent final : public Watched {
 public:
  struct Environment {
    Loop& loop;
    Target const& target;
    AgentOwner& owner;
    std::string disposition;  // empty: the step kDisposition is left out
    Socket::Buffers buffers = Socket::Buffers::kUsual;
  };
  LoadAgent(Environment const& environment, std::string token, std::uint32_t seed)
      : environment_(environment), token_(std::move(token)), random_(seed | 1U) {}

  void connect();
  Step step() const { return step_; }
  bool has_ended() const { return ended_; }
  bool is_waiting() const { return !ended_ && step_ != Step::kIdle && !unsent_request_; }
  SteadyTime sent_at() const { return sent_at_; }
  void give_up() { end("timeout"); }
  // A request may wait because of the limit of requests in a second. This function sends it, if the
  // limit allows that now.
  void send_if_allowed(SteadyTime now);
  // Sends `asks` requests, each of which has a large answer. From now on, the agent reads nothing.
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

  Environment environment_;
  std::string token_;
  Socket socket_;
  FrameReader frames_;
  std::string partial_;
  std::deque<std::string> offers_;
  std::string interaction_;
  std::string held_back_;  // the next request; it may wait for the limit of requests in a second
  std::string frame_;
  SteadyTime sent_at_{};
  SteadyTime second_began_{};
  std::uint32_t sent_in_second_ = 0;
  std::uint32_t random_;
  std::uint64_t id_ = 0;
  Step step_ = Step::kUpgrade;
  bool unsent_request_ = false;  // held_back_ was not sent yet
  bool ended_ = false;
  bool never_reads_ = false;
};

}  // namespace callbackd::lab
