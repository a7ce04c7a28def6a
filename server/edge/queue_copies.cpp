#include "edge/queue_copies.hpp"

#include <utility>

namespace callbackd::edge {

void QueueCopies::make_room(base::Instant now) {
  if (copies_.size() < kCopiesMost) return;
  std::erase_if(copies_, [&](auto const& each) {
    return each.second.waiting.empty() && each.second.asked_at + kAgeMost < now;
  });
  // If this did not make room, every copy for which no exchange waits is dropped, even a fresh one.
  // The engine is asked again when such a copy is needed.
  if (copies_.size() >= kCopiesMost) {
    std::erase_if(copies_, [](auto const& each) { return each.second.waiting.empty(); });
  }
}

void QueueCopies::ask(ExchangePtr exchange, std::string question, core::CommandBody command,
                      Respond respond) {
  auto const now = clock_.now();
  std::shared_ptr<core::AnswerBody const> fresh;
  {
    std::lock_guard const lock(mutex_);
    make_room(now);
    auto& copy = copies_[question];
    if (copy.answer && now - copy.asked_at <= kAgeMost) {
      fresh = copy.answer;
    } else {
      copy.waiting.push_back(exchange);
      if (copy.waiting.size() > 1) return;  // the first exchange has asked
    }
  }
  if (fresh) return respond(exchange, *fresh);
  auto const asked = std::make_shared<Question>(shared_from_this(), std::move(question));
  engine_.submit(std::move(command), [asked, now, respond](engine::Reply reply) {
    asked->answered = true;
    asked->copies->answered(asked->text, std::move(reply), now, respond);
  });
}

// Called when the engine has answered the question or has destroyed it. If the engine gave no
// answer, the exchanges that wait for it are destroyed here, and each of them answers 503.
QueueCopies::Question::~Question() {
  if (answered) return;
  std::vector<ExchangePtr> waiting;  // destroyed after the lock is given back
  std::lock_guard const lock(copies->mutex_);
  waiting.swap(copies->copies_[text].waiting);
}

void QueueCopies::answered(std::string const& question, engine::Reply reply, base::Instant asked_at,
                           Respond respond) {
  auto const body = std::make_shared<core::AnswerBody const>(std::move(reply.body));
  std::vector<ExchangePtr> waiting;
  {
    std::lock_guard const lock(mutex_);
    auto& copy = copies_[question];
    waiting.swap(copy.waiting);
    bool const refused = std::holds_alternative<core::Refusal>(*body);
    copy.answer = refused ? nullptr : body;  // a refusal is not kept: the next request asks again
    copy.asked_at = asked_at;
  }
  for (auto const& exchange : waiting) respond(exchange, *body);
}

}  // namespace callbackd::edge
