#include "edge/net/connection_places.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "edge/net/network.hpp"

namespace callbackd::edge {

namespace ip = boost::asio::ip;

ConnectionPlace::~ConnectionPlace() {
  std::lock_guard const lock(all_.mutex_);
  if (asked_) --all_.asked_;
  if (counted_) all_.leave(*this);
  all_.free_user(*this);
  --all_.taken_;
}

bool ConnectionPlace::stand_for(ip::address const& address, bool counted) {
  return all_.change_address(*this, address, counted);
}

void ConnectionPlace::set_location(std::size_t shard, std::size_t slot) {
  std::lock_guard const lock(all_.mutex_);
  where_.shard = shard;
  where_.slot = slot;
}

void ConnectionPlace::set_waiting() {
  if (recognised_) return;
  std::lock_guard const lock(all_.mutex_);
  all_.set_waiting_list(*this, true);
}

void ConnectionPlace::set_busy() {
  if (recognised_) return;
  std::lock_guard const lock(all_.mutex_);
  all_.set_waiting_list(*this, false);
}

void ConnectionPlace::recognise(TokenShown const& token) {
  if (recognised_ || token.whose == TokenShown::Whose::kNobody) return;
  std::lock_guard const lock(all_.mutex_);
  bool const beyond = token.whose == TokenShown::Whose::kUser && !all_.take_user(*this, token.user);
  // A connection beyond connections_per_user is treated like a stranger's: it counts for its
  // address and may be asked to give way. If it has an opened session, it still counts for its
  // address, but it is not asked.
  if (beyond && !token.in_session) return;
  recognised_ = true;
  all_.set_waiting_list(*this, false);
  if (beyond) return;
  for_address_ = false;
  if (counted_) all_.leave(*this);
}

void ConnectionPlace::keep() {
  std::lock_guard const lock(all_.mutex_);
  if (!std::exchange(asked_, false)) return;
  --all_.asked_;
  if (for_address_) all_.enter(*this);
}

ConnectionPlaces::Admission ConnectionPlaces::admit(ip::address const& address, bool counted) {
  auto place = std::make_unique<ConnectionPlace>(*this);
  Victims victims;
  std::optional<ClosedFor> refusal;
  {
    std::lock_guard const lock(mutex_);
    ++taken_;
    place->address_ = address;
    place->where_.number = ++last_number_;
    if (taken_ - asked_ > limits_.connections && !ask(longest_wait_in_largest(), victims)) {
      refusal = ClosedFor::kServerFull;
    } else if (counted && !make_room(address, victims)) {
      refusal = ClosedFor::kAddressFull;
    } else if (counted) {
      place->for_address_ = true;
      enter(*place);
    }
  }
  for (auto const& where : victims) ask_(where);
  if (refusal) return {nullptr, *refusal};
  return {std::move(place), {}};
}

bool ConnectionPlaces::change_address(ConnectionPlace& place, ip::address const& address,
                                      bool counted) {
  Victims victims;
  bool fits = true;
  {
    std::lock_guard const lock(mutex_);
    bool const waiting = place.waiting_;
    if (place.counted_) leave(place);
    place.address_ = address;
    place.for_address_ = counted;
    if (counted) {
      fits = make_room(address, victims);
      enter(place);
      set_waiting_list(place, waiting);
    }
  }
  for (auto const& where : victims) ask_(where);
  return fits;
}

std::size_t ConnectionPlaces::taken() const {
  std::lock_guard const lock(mutex_);
  return taken_;
}

std::size_t ConnectionPlaces::widths(ip::address const& address) {
  bool const v6 = address.is_v6() && !address.to_v6().is_v4_mapped();
  return v6 ? kWidths.size() : 1;
}

// Makes room for one more connection of `address`. In each network that contains the address and
// has reached its limit, the connection that waits longest is asked to give way. Returns false if
// nobody can be asked in one of these networks: none of its connections waits, or ask() refuses.
bool ConnectionPlaces::make_room(ip::address const& address, Victims& victims) {
  if (limits_.connections_per_address == 0) return true;
  for (std::size_t at = 0; at < widths(address); ++at) {
    auto const most = limits_.connections_per_address * kWidths[at].times;
    auto const found = networks_[at].find(network_prefix(address, kWidths[at].ipv6_bits));
    if (found == networks_[at].end() || found->second.count < most) continue;
    auto& waiting = found->second.waiting;
    if (!ask(waiting.empty() ? nullptr : waiting.front(), victims)) return false;
  }
  return true;
}

// Returns the connection that is asked to give way when the whole server is full. The widest
// networks are compared: IPv4 addresses and IPv6 /48. Of those in which a connection waits, the one
// with most connections is chosen. Of its connections, the one that waits longest is returned.
// Null: no connection waits.
ConnectionPlace* ConnectionPlaces::longest_wait_in_largest() {
  return by_size_.empty() ? nullptr : by_size_.rbegin()->second->waiting.front();
}

// Marks `place` as asked to give way and appends it to `victims`. From now on the connection counts
// as gone. The caller releases the mutex and then calls ask_ for each victim. Returns false if
// `place` is null, or if kAskedMost connections are already asked and still open.
bool ConnectionPlaces::ask(ConnectionPlace* place, Victims& victims) {
  if (place == nullptr || asked_ >= kAskedMost) return false;
  leave(*place);
  place->asked_ = true;
  ++asked_;
  victims.push_back(place->where_);
  return true;
}

// Counts the place in every network that contains its address. It goes on the list `others`, as a
// connection that does not wait.
void ConnectionPlaces::enter(ConnectionPlace& place) {
  auto const count = widths(place.address_);
  for (std::size_t at = 0; at < count; ++at) {
    auto const key = network_prefix(place.address_, kWidths[at].ipv6_bits);
    auto const network = networks_[at].try_emplace(key).first;
    auto& group = network->second;
    ++group.count;
    place.memberships_[at] = {network, group.others.insert(group.others.end(), &place)};
    if (at + 1 == count) update_order(group);
  }
  place.counted_ = true;
  place.waiting_ = false;
}

void ConnectionPlaces::leave(ConnectionPlace& place) {
  auto const count = widths(place.address_);
  for (std::size_t at = 0; at < count; ++at) {
    auto const [network, member] = place.memberships_[at];
    auto& group = network->second;
    (place.waiting_ ? group.waiting : group.others).erase(member);
    --group.count;
    if (at + 1 == count) update_order(group);
    if (group.count == 0) networks_[at].erase(network);
  }
  place.counted_ = false;
  place.waiting_ = false;
}

// Moves a counted place between the lists `waiting` and `others` of its networks. New members come
// to the end of a list, so the front of `waiting` has waited longest.
void ConnectionPlaces::set_waiting_list(ConnectionPlace& place, bool waiting) {
  if (!place.counted_ || place.waiting_ == waiting) return;
  place.waiting_ = waiting;
  if (waiting) place.waits_since_ = ++last_wait_;
  auto const count = widths(place.address_);
  for (std::size_t at = 0; at < count; ++at) {
    auto const [network, member] = place.memberships_[at];
    auto& group = network->second;
    auto& from = waiting ? group.others : group.waiting;
    auto& to = waiting ? group.waiting : group.others;
    to.splice(to.end(), from, member);
    if (at + 1 == count) update_order(group);
  }
}

// Updates the entry of a network (an IPv4 address or an IPv6 /48) in by_size_. It is called after
// each change of the network's count or of the front of its list `waiting`. The key is (count,
// ~waits_since). So the last entry of the map is the network with most connections. Of networks
// with equally many, the last is the one whose connection began to wait first.
void ConnectionPlaces::update_order(Group& group) {
  std::pair<std::size_t, std::uint64_t> key{};
  if (!group.waiting.empty()) key = {group.count, ~group.waiting.front()->waits_since_};
  if (key == group.key) return;
  if (group.key.first > 0) by_size_.erase(group.key);
  if (key.first > 0) by_size_.emplace(key, &group);
  group.key = key;
}

bool ConnectionPlaces::take_user(ConnectionPlace& place, std::string const& user) {
  auto& count = users_[user];
  if (count >= limits_.connections_per_user) return false;
  ++count;
  place.user_ = user;
  return true;
}

void ConnectionPlaces::free_user(ConnectionPlace& place) {
  auto const found = users_.find(place.user_);
  if (found != users_.end() && --found->second == 0) users_.erase(found);
}

}  // namespace callbackd::edge
