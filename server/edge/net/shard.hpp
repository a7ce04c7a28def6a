// A Shard owns what the connections of one I/O thread share: the list of connections with one
// deadline for each, one coarse timer for all deadlines, and one read buffer. Its Listener owns it.
// It is used on that I/O thread only; functions that any thread may call say so. It knows nothing
// of HTTP or WebSockets.
//
// Each connection has a slot. A slot is a number that stays the same while ProxyGreeting, Greeting,
// HttpConnection and WebSocketSession take the connection over from each other. When a connection
// has ended, its slot is given to a later one.
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

// A connection in a shard. The shard holds a reference until leave() or replace() is called for the
// slot. All functions are called on the shard's I/O thread.
class Connection : public StreamOwner, public std::enable_shared_from_this<Connection> {
 public:
  virtual void on_deadline() = 0;  // the deadline has passed, and no deadline is set now
  virtual void drain() = 0;        // end as soon as the current request is answered
  virtual void abort() = 0;        // end now
  // Ends the connection to make room for another one, if it still waits for its peer. Returns false
  // if the server works on a request of this connection; then nothing is done.
  virtual bool give_way() = 0;
};

// What all shards of a listener share. Any thread may use it, because only the counters change, and
// these are atomic.
struct ShardCommon {
  NetLimits limits;
  Handlers const& handlers;
  TlsKeys const* tls = nullptr;  // null: plain HTTP only
  bool plain_too = true;         // with TLS: whether plain HTTP is answered too
  TrustedProxies const& proxies;
  NetCounters counters{};
  std::function<void()> on_left;  // called after each leave(), on the shard's I/O thread

  // Counts a connection that the server closed, and calls Handlers::on_closed_for.
  void closed(ClosedFor why, boost::asio::ip::address const& peer);
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
  // Runs `work` on the shard's thread, in the order of the calls. May be called on any thread. A
  // burst of calls wakes the shard's thread once.
  void post(std::function<void()> work);
  // After hold_mail(), work that the calling thread gives to post() of any shard does not wake that
  // shard's thread yet. release_mail() then wakes each of these threads once. There must be little
  // time between the two calls, and they must not be nested.
  static void hold_mail();
  static void release_mail();
  bool on_this_thread() { return executor().running_in_this_thread(); }
  NetLimits const& limits() const { return common_.limits; }
  NetCounters& counters() { return common_.counters; }
  void closed(ClosedFor why, boost::asio::ip::address const& peer) { common_.closed(why, peer); }
  Handlers const& handlers() const { return common_.handlers; }
  TlsKeys const* tls() const { return common_.tls; }
  bool plain_too() const { return common_.plain_too; }
  TrustedProxies const& proxies() const { return common_.proxies; }
  // The thread's read buffer. It serves one read at a time: its contents are valid until the caller
  // returns to the event loop.
  std::span<char> scratch() { return scratch_; }

  // Registers a new connection, without a deadline.
  Slot join(std::shared_ptr<Connection> connection, std::unique_ptr<ConnectionPlace> place);
  // Gives the slot and its place to another object, without a deadline. For example, an
  // HttpConnection takes over from a Greeting.
  void replace(Slot slot, std::shared_ptr<Connection> connection);
  // Frees the slot and its place, because the connection has ended.
  void leave(Slot slot);
  ConnectionPlace& place(Slot slot) { return *places_[slot]; }
  void set_deadline(Slot slot, Clock::time_point at) { deadlines_[slot] = at; }
  Clock::time_point deadline(Slot slot) const { return deadlines_[slot]; }

  bool draining() const { return draining_; }
  void drain();
  void abort();
  // Asks the connection at `where` to give way. Does nothing if that connection has ended, even if
  // another connection has its slot now.
  void give_way(ConnectionPlace::Where const& where);
  void dismantle() { timer_.reset(); }  // the last call; the io_context is not used after it

 private:
  void wake();
  void take_mail();
  void arm();
  void tick();
  std::vector<std::shared_ptr<Connection>> everyone() const;

  boost::asio::io_context& context_;
  ShardCommon& common_;
  std::size_t const number_;  // this shard's index among the listener's shards
  std::mutex mail_mutex_;     // guards mail_ and mail_posted_
  std::vector<std::function<void()>> mail_;
  bool mail_posted_ = false;
  std::vector<std::function<void()>> taken_;  // empty outside take_mail(); keeps its memory
  std::vector<char> scratch_;
  // The index of these three vectors is the slot. The deadlines are in a vector of their own, so
  // that the scan for passed deadlines reads only 8 bytes for each connection.
  std::vector<Clock::time_point> deadlines_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<ConnectionPlace>> places_;
  std::vector<Slot> free_;  // slots without a connection
  std::size_t open_ = 0;
  std::optional<boost::asio::steady_timer> timer_;
  bool armed_ = false;
  bool draining_ = false;
};

}  // namespace callbackd::edge
