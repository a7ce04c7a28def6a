// QueueCopies answers questions about queues (estimates, slots) that come with publishable keys. It
// answers from copies that are at most a second old. So the engine gets each question at most once
// a second, however many clients ask. There are two exceptions, in which the next request asks the
// engine again: a refusal is not kept, and when there are kCopiesMost copies, some are dropped
// early. Requests that come while the engine works on the same question wait for its answer.
// EdgeParts holds the QueueCopies. Any thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "edge/exchange.hpp"
#include "engine/engine.hpp"

namespace callbackd::edge {

class QueueCopies : public std::enable_shared_from_this<QueueCopies> {
 public:
  // A function that answers an exchange with the engine's answer.
  using Respond = void (*)(ExchangePtr const&, core::AnswerBody const&);

  QueueCopies(engine::Engine& engine, engine::Clock const& clock)
      : engine_(engine), clock_(clock) {}

  // Answers `exchange` with `respond`: immediately from a copy, or after the engine has answered
  // `command`. `question` is the key of the copy. Commands may have the same key only if they have
  // the same answer.
  void ask(ExchangePtr exchange, std::string question, core::CommandBody command, Respond respond);

 private:
  static constexpr std::size_t kCopiesMost = 1'000;
  static constexpr std::chrono::seconds kAgeMost{1};
  struct Copy {
    base::Instant asked_at{};
    std::shared_ptr<core::AnswerBody const> answer;  // null: no answer yet
    std::vector<ExchangePtr> waiting;
  };

  // A question that was given to the engine. If the engine destroys it without an answer, the
  // destructor destroys the exchanges that wait for the answer.
  struct Question {
    Question(std::shared_ptr<QueueCopies> asked_of, std::string question)
        : copies(std::move(asked_of)), text(std::move(question)) {}
    ~Question();
    Question(Question const&) = delete;
    Question& operator=(Question const&) = delete;

    std::shared_ptr<QueueCopies> copies;
    std::string text;
    bool answered = false;
  };

  void answered(std::string const& question, engine::Reply reply, base::Instant asked_at,
                Respond respond);
  void make_room(base::Instant now);

  engine::Engine& engine_;
  engine::Clock const& clock_;
  std::mutex mutex_;
  std::map<std::string, Copy> copies_;
};

}  // namespace callbackd::edge
