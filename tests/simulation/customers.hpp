// Customers ask to be called back. As the edge does, they look up the idempotency key in the
// database before they post. They repeat posts that got no answer. They look at their callbacks,
// change them and cancel them. World owns the one object, which plays all customers. Main thread.
#pragma once
#include <map>
#include <vector>

#include "simulation/server.hpp"

namespace callbackd::simulation {

class Customers {
 public:
  struct Parts {
    Timeline& timeline;
    Random random;
    Report& report;
    Database& database;
    std::function<Server*()> server;
    int pause_ms;  // the longest pause between two posts
  };
  explicit Customers(Parts parts)
      : parts_(std::move(parts)), kinds_(Random{parts_.random}.fork()) {}

  void begin();
  void stop() { stopped_ = true; }
  // The callbacks whose posts were answered. No server may ever forget one of them.
  std::vector<base::CallbackId> const& acknowledged() const { return acknowledged_; }

 private:
  struct Wish {
    core::PostCallback body;
    std::optional<engine::IdempotencyKey> key;
    bool answered = false;
  };
  void act();
  void post_new();
  void post(std::size_t wish);
  void posted(std::size_t wish, engine::Reply const& reply);
  void look_at(base::CallbackId id);
  void change(base::CallbackId id);
  void choose_kind(core::PostCallback& body);
  core::Actor customer_or_site();
  base::Source some_source();
  core::TimeWindow some_window(Instant now);
  void ask(core::CommandBody body);

  Parts parts_;
  // The random numbers for keys and sites. They are drawn apart from all others, so that these
  // others stay the same for each seed.
  Random kinds_;
  bool stopped_ = false;
  std::uint64_t numbers_ = 0;
  std::vector<Wish> wishes_;
  std::vector<base::CallbackId> acknowledged_;
  std::map<std::uint64_t, base::CallbackId> by_key_;  // the callback in the answer
};

}  // namespace callbackd::simulation
