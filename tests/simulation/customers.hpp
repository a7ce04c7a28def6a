// Customers ask to be called back, in the edge's way: they look the key up in the database, then
// post. They repeat what got no answer, look, change their minds and cancel. One thread.
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
    int pause_ms;  // between two posts, at most
  };
  explicit Customers(Parts parts)
      : parts_(std::move(parts)), kinds_(Random{parts_.random}.fork()) {}

  void begin();
  void stop() { stopped_ = true; }
  // Every acknowledged one must still be known.
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
  Random kinds_;  // for keys and sites; its own stream, so that it changes nothing else of a seed
  bool stopped_ = false;
  std::uint64_t numbers_ = 0;
  std::vector<Wish> wishes_;
  std::vector<base::CallbackId> acknowledged_;
  std::map<std::uint64_t, base::CallbackId> by_key_;  // what each key was answered with
};

}  // namespace callbackd::simulation
