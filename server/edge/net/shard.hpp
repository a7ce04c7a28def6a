// What the connections of one I/O thread share: their registry with one deadline each, one coarse
// timer for all of them, one read buffer. On that I/O thread only, unless a function says
// otherwise. It knows nothing of HTTP or WebSockets.
#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "edge/net/byte_stream.hpp"
#include "edge/net/connection_places.hpp"
#include "edge/net/counters.hpp"
#include "edge/net/net_limits.hpp"
#include "edge/net/trusted_proxies.hpp"

namespace callbackd::edge {

struct Handlers;
class TlsKeys;

// A connection in a shard. The shard keeps it alive until it leaves.
class Connection : public StreamOwner, public std::enable_shared_from_this<Connection> {
 public:
  virtual void on_deadline() = 0;
  virtual void drain() = 0;
  virtual void abort() = 0;
  // Ends to make room for another, if it still waits for its peer. False: it has something to do.
  virtual bool give_way() = 0;
};

// What all shards of a listener share. Any thread.
struct ShardCommon {
  NetLimits limits;
  Handlers const& handlers;
  TlsKeys const* tls = nullptr;  // null: plain HTTP only
  bool plain_too = true;         // beside TLS
  TrustedProxies const& proxies;
  NetCounters counters{};
  std::function<void()> on_left;  // after each connection that left, on its I/O thread

  void closed(ClosedFor why, boost::asio::ip::address const& peer);  // counts, and tells
};

class Shard : public std::enable_shared_from_this<Shard> {
 public:
  using Clock = std::chrono::steady_clock;
  using Slot = std::size_t;
  static constexpr Clock::time_point kNoDeadline = Clock::time_point::max();
  static constexpr std::size_t kScratchBytes = 64 * 1024;

  Shard(boost::asio::io_context& context, ShardCommon& common, std::size_t number);

  boost::asio::io_context::executor_type executor() { return context_.get_executor(); }
  boost::asio::io_context& context() { return context_; }
  // From any thread: runs on the shard's, in order. What comes in a burst wakes it once.
  void post(std::function<void()> work);
  // What this thread posts to any shard between the two wakes each once, at the end. For moments.
  static void hold_mail();
  static void let_mail_go();
  bool on_this_thread() { return executor().running_in_this_thread(); }
  NetLimits const& limits() const { return common_.limits; }
  NetCounters& counters() { return common_.counters; }
  void closed(ClosedFor why, boost::asio::ip::address const& peer) { common_.closed(why, peer); }
  Handlers const& handlers() const { return common_.handlers; }
  TlsKeys const* tls() const { return common_.tls; }
  bool plain_too() const { return common_.plain_too; }
  TrustedProxies const& proxies() const { return common_.proxies; }
  // For one read at a time; its contents last until the reader returns.
  std::span<char> scratch() { return scratch_; }

  Slot join(std::shared_ptr<Connection> connection, std::unique_ptr<Place> place);
  // The new connection takes over the slot, as at an upgrade.
  void replace(Slot slot, std::shared_ptr<Connection> connection);
  void leave(Slot slot);
  Place& place(Slot slot) { return *places_[slot]; }
  void set_deadline(Slot slot, Clock::time_point at) { deadlines_[slot] = at; }
  Clock::time_point deadline(Slot slot) const { return deadlines_[slot]; }

  bool draining() const { return draining_; }
  void drain();
  void abort();
  // The connection there, unless it is another one by now.
  void give_way(Place::Where const& where);
  void dismantle() { timer_.reset(); }  // lets go of the context; the last call

 private:
  void wake();
  void take_mail();
  void arm();
  void tick();
  std::vector<std::shared_ptr<Connection>> everyone() const;

  boost::asio::io_context& context_;
  ShardCommon& common_;
  std::size_t const number_;  // among the listener's
  std::mutex mail_mutex_;     // of the two below
  std::vector<std::function<void()>> mail_;
  bool mail_posted_ = false;
  std::vector<std::function<void()>> taken_;  // empty between two takes: keeps its room
  std::vector<char> scratch_;
  // Apart, so that the scan for deadlines reads 8 bytes a connection.
  std::vector<Clock::time_point> deadlines_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Place>> places_;  // of the same slots
  std::vector<Slot> free_;
  std::size_t open_ = 0;
  std::optional<boost::asio::steady_timer> timer_;
  bool armed_ = false;
  bool draining_ = false;
};

}  // namespace callbackd::edge
