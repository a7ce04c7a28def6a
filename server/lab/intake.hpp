// Intake: the part of a run that posts callbacks, each with another phone number. A connection
// posts the next callback as soon as its last post is answered, if the rate and the number of
// unfinished callbacks allow that. The Run in load.cpp owns it. The thread of run_load().
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lab/poster.hpp"
#include "lab/tally.hpp"

namespace callbackd::lab {

struct IntakeOptions {
  std::string key;
  std::string queue;
  std::uint64_t first_number = 0;
  std::size_t connections = 1;
  std::size_t outstanding = 0;  // the most unfinished callbacks; 0: no limit
  double rate = 0;              // posts in a second; 0: no limit
  std::chrono::milliseconds timeout{0};
  bool keeps_ids = false;
};

class Intake final : public PosterOwner {
 public:
  struct Environment {
    Loop& loop;
    Target const& target;
    Tally& tally;
  };
  Intake(Environment const& environment, IntakeOptions options);

  void begin();
  void end() { posting_ = false; }
  void finished();            // a posted callback is done, or given up
  void turn(SteadyTime now);  // call it often: posts, and checks time-outs

  bool is_waiting() const { return waiting_ > 0; }
  std::uint64_t unfinished() const { return posted_ - finished_; }
  SteadyTime last_sent_at() const { return last_sent_at_; }
  std::string const& ids() const { return ids_; }  // of accepted callbacks, one in each line

  void answered(Poster& poster, HttpAnswer const& answer) override;
  void unanswered(Poster& poster, std::string_view why) override;

 private:
  void feed();
  bool may_post() const;
  std::string_view next_request();

  Environment environment_;
  IntakeOptions options_;
  std::string request_;  // the whole request; only the digits of the number change
  std::size_t digits_at_ = 0;
  std::vector<std::unique_ptr<Poster>> posters_;
  std::vector<Poster*> idle_;
  // Posters that had an error. They are idle again at the next check, so that errors do not make a
  // busy loop.
  std::vector<Poster*> resting_;
  std::string ids_;
  SteadyTime began_at_{};
  SteadyTime last_sent_at_{};
  SteadyTime checked_at_{};
  std::uint64_t posted_ = 0;
  std::uint64_t finished_ = 0;
  std::size_t waiting_ = 0;
  bool posting_ = false;
};

}  // namespace callbackd::lab
