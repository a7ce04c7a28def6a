#include "edge/net/shard.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "edge/net/handlers.hpp"

namespace callbackd::edge {

namespace {

// `holding` is true on a thread between hold_mail() and release_mail(). `held` lists the shards
// that release_mail() has to wake.
thread_local bool holding = false;
thread_local std::vector<std::shared_ptr<Shard>> held;

}  // namespace

void ShardCommon::closed(ClosedFor why, boost::asio::ip::address const& peer) {
  counters.closed(why);
  if (handlers.on_closed_for) handlers.on_closed_for(why, peer);
}

Shard::Shard(boost::asio::io_context& context, ShardCommon& common, std::size_t number)
    : context_(context),
      common_(common),
      number_(number),
      scratch_(kScratchBytes),
      timer_(context) {}

// Every post to an io_context takes its lock and writes to its event descriptor. To save that, only
// the first post of a burst posts take_mail(); the later posts only append to mail_. `mail_posted_`
// is true from the first post until take_mail() has swapped mail_ out. So no work is forgotten.
void Shard::post(std::function<void()> work) {
  {
    std::lock_guard const lock(mail_mutex_);
    mail_.push_back(std::move(work));
    if (std::exchange(mail_posted_, true)) return;
  }
  if (holding) return held.push_back(shared_from_this());
  wake();
}

void Shard::hold_mail() {
  holding = true;
}

void Shard::release_mail() {
  holding = false;
  for (auto const& shard : held) shard->wake();
  held.clear();
}

void Shard::wake() {
  boost::asio::post(context_, [self = shared_from_this()] { self->take_mail(); });
}

void Shard::take_mail() {
  {
    std::lock_guard const lock(mail_mutex_);
    taken_.swap(mail_);
    mail_posted_ = false;
  }
  // Each function is destroyed right after it has run, because it may hold the last reference to a
  // connection.
  for (auto& work : taken_) std::exchange(work, nullptr)();
  taken_.clear();
}

Shard::Slot Shard::join(std::shared_ptr<Connection> connection,
                        std::unique_ptr<ConnectionPlace> place) {
  if (free_.empty()) {
    free_.push_back(connections_.size());
    connections_.emplace_back();
    places_.emplace_back();
    deadlines_.emplace_back();
  }
  auto const slot = free_.back();
  free_.pop_back();
  connections_[slot] = std::move(connection);
  places_[slot] = std::move(place);
  places_[slot]->set_location(number_, slot);
  deadlines_[slot] = kNoDeadline;
  ++open_;
  arm();
  return slot;
}

void Shard::replace(Slot slot, std::shared_ptr<Connection> connection) {
  connections_[slot] = std::move(connection);
  deadlines_[slot] = kNoDeadline;
}

void Shard::leave(Slot slot) {
  auto const last_hold = std::move(connections_[slot]);  // destroyed last, at the end of this
  places_[slot].reset();
  deadlines_[slot] = kNoDeadline;
  free_.push_back(slot);
  --open_;
  common_.on_left();
}

// Starts the timer if there are connections. Without connections the timer does not run, so that an
// idle server is not woken.
void Shard::arm() {
  if (armed_ || open_ == 0) return;
  armed_ = true;
  timer_->expires_after(limits().tick);
  timer_->async_wait([weak = weak_from_this()](boost::system::error_code error) {
    if (error) return;
    if (auto const self = weak.lock()) self->tick();
  });
}

// Calls on_deadline() of each connection whose deadline has passed. The deadline is removed before
// the call, so that the connection can set a new one in the call. The call may end this connection
// or another one.
void Shard::tick() {
  armed_ = false;
  auto const now = Clock::now();
  for (Slot slot = 0; slot < deadlines_.size(); ++slot) {
    if (deadlines_[slot] > now) continue;
    deadlines_[slot] = kNoDeadline;
    auto const connection = connections_[slot];
    connection->on_deadline();
  }
  arm();
}

std::vector<std::shared_ptr<Connection>> Shard::everyone() const {
  std::vector<std::shared_ptr<Connection>> all;
  std::copy_if(connections_.begin(), connections_.end(), std::back_inserter(all),
               [](auto const& connection) { return connection != nullptr; });
  return all;
}

void Shard::drain() {
  draining_ = true;
  for (auto const& connection : everyone()) connection->drain();
}

void Shard::give_way(ConnectionPlace::Where const& where) {
  auto const& place = places_[where.slot];
  if (!place || place->number() != where.number) return;
  auto const connection = connections_[where.slot];
  auto const peer = place->address();  // a copy, because give_way() can destroy the place
  if (!connection->give_way()) return place->keep();
  closed(ClosedFor::kOthersRoom, peer);
}

void Shard::abort() {
  draining_ = true;
  for (auto const& connection : everyone()) connection->abort();
}

}  // namespace callbackd::edge
