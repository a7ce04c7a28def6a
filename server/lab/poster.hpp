// Poster: one keep-alive connection that posts callbacks, one at a time, and waits for each answer.
// The Intake owns it and, as its PosterOwner, counts the answers. The thread of run_load().
#pragma once
#include <string>
#include <string_view>

#include "lab/http_reader.hpp"
#include "lab/loop.hpp"

namespace callbackd::lab {

class Poster;

class PosterOwner {
 public:
  virtual ~PosterOwner() = default;
  virtual void answered(Poster& poster, HttpAnswer const& answer) = 0;
  // No answer came that can be read. `why` is "broken", "timeout" or "unreadable". The next post
  // makes a new connection.
  virtual void unanswered(Poster& poster, std::string_view why) = 0;
};

class Poster final : public Watched {
 public:
  struct Environment {
    Loop& loop;
    Target const& target;
    PosterOwner& owner;
  };
  explicit Poster(Environment const& environment) : environment_(environment) {}

  bool connect();
  void post(std::string_view request);
  bool is_waiting() const { return waiting_; }
  SteadyTime sent_at() const { return sent_at_; }
  void give_up() { fail("timeout"); }

  void on_readable() override;
  void on_writable() override;
  void on_broken() override { fail("broken"); }

 private:
  void take(std::string_view bytes);
  void fail(std::string_view why);

  Environment environment_;
  Socket socket_;
  std::string partial_;
  SteadyTime sent_at_{};
  bool waiting_ = false;
};

}  // namespace callbackd::lab
