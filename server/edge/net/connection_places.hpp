// ConnectionPlaces counts the listener's connections and chooses which one gives way when there is
// no room. Any thread; one mutex guards everything, every ConnectionPlace included.
#pragma once
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "edge/net/counters.hpp"
#include "edge/net/http_message.hpp"
#include "edge/net/net_limits.hpp"

namespace callbackd::edge {

class ConnectionPlaces;

// The place of one connection: taken when the connection is accepted, free again when it is
// destroyed. Its functions are called on the connection's I/O thread.
class ConnectionPlace {
 public:
  // Where the connection is found: its shard and its slot there. Slots are used again; the number
  // is not, so it tells whether the slot still holds this connection.
  struct Where {
    std::size_t shard = 0;
    std::size_t slot = 0;
    std::uint64_t number = 0;
  };

  explicit ConnectionPlace(ConnectionPlaces& all) : all_(all) {}
  ~ConnectionPlace();
  ConnectionPlace(ConnectionPlace const&) = delete;
  ConnectionPlace& operator=(ConnectionPlace const&) = delete;

  // The address that this connection counts for: the other end's, unless a proxy named another.
  boost::asio::ip::address const& address() const { return address_; }
  // From now on the connection stands for `address`, which a proxy named; with `counted` it counts
  // for it too. False: that address has its most and none of its connections gives way; the caller
  // then closes the connection.
  bool stand_for(boost::asio::ip::address const& address, bool counted);
  void set_location(std::size_t shard, std::size_t slot);
  std::uint64_t number() const { return where_.number; }

  // The connection waits for its peer: for a request, or until an answer is read. From now on it
  // may be asked to give way.
  void set_waiting();
  // Something that the peer asked is being worked on, until set_waiting() is called again.
  void set_busy();
  // The connection showed a valid token. With a secret key it counts for nobody and never gives
  // way. With a user's token it counts for the user and never gives way, up to connections_per_user
  // of them. Further connections of the user still count for their address and may be asked to give
  // way, unless an agent's session was opened on them.
  void recognise(TokenShown const& token);
  // The connection was asked to give way, but has something to do by now: it counts again.
  void keep();

 private:
  friend class ConnectionPlaces;
  using Members = std::list<ConnectionPlace*>;
  // The connections of one network.
  struct Group {
    std::size_t count = 0;
    Members waiting;  // these may give way; the one that has waited longest is first
    Members others;
    std::pair<std::size_t, std::uint64_t> key{};  // its key in by_size_; {0, 0}: it is not there
  };
  using Networks = std::map<boost::asio::ip::address, Group>;
  // A place's position in the list of one of its networks.
  struct Membership {
    Networks::iterator network;
    Members::iterator at;
  };
  static constexpr std::size_t kWidths = 3;  // IPv6: /64, /56, /48; an IPv4 address has the first

  ConnectionPlaces& all_;
  boost::asio::ip::address address_;
  Where where_;
  std::array<Membership, kWidths> of_;
  bool for_address_ = false;       // the connection is to count for its address
  bool counted_ = false;           // it does count: false while it is asked to give way
  bool waiting_ = false;           // it is on the list `waiting` of its networks
  std::uint64_t waits_since_ = 0;  // a number that rises with each wait that begins
  bool asked_ = false;             // it was asked to give way
  bool recognised_ = false;        // a valid token was shown
  std::string user_;               // the login it counts for; empty: none
};

// A stranger's connection counts for its address. A connection that showed a valid token counts for
// its user, or for nobody (a site's secret key). A connection *waits* while the server has nothing
// to do for it: no whole request has come, or an answer is not read yet. Only a connection that
// counts for an address and waits can be chosen.
//
// - An address has its most (`connections_per_address`): the connection of that address that waits
//   longest is chosen. An IPv6 address lies in three networks, /64, /56 and /48, each with a limit.
// - The server has its most (`connections`): of the networks with a waiting connection, the one
// with
//   most connections is taken (an IPv4 address, or an IPv6 /48), and in it the connection that
//   waits longest.
// - There is none to choose: the new connection is closed at once.
//
// ConnectionPlaces closes nothing itself. The chosen connection lives on another thread and may
// have got work in the meantime, so it is *asked*: from then on it counts as gone, and on its own
// thread it either ends or calls keep(), which counts it again. At most kAskedMost are asked and
// not gone yet, so the server can have that many beyond `connections` for a moment.
class ConnectionPlaces {
 public:
  // `ask` is called without the mutex, on any thread. It must bring the question to the
  // connection's own thread, where the connection ends or calls keep() of its place. `limits`
  // outlives this object.
  ConnectionPlaces(NetLimits const& limits, std::function<void(ConnectionPlace::Where)> ask)
      : limits_(limits), ask_(std::move(ask)) {}

  struct Admission {
    std::unique_ptr<ConnectionPlace> place;  // null: there is no room
    ClosedFor refusal{};                     // why there is no room, when `place` is null
  };
  // A place for a connection that was just accepted. With `counted` it counts for `address` from
  // now on; without, as for a trusted proxy's connection, it counts for no address until
  // stand_for().
  Admission admit(boost::asio::ip::address const& address, bool counted = true);
  std::size_t taken() const;

 private:
  friend class ConnectionPlace;
  // The most connections that are asked to give way and not gone yet.
  static constexpr std::size_t kAskedMost = 64;
  struct Width {
    int ipv6_bits;
    std::size_t times;  // its limit is so many times connections_per_address
  };
  static constexpr std::array<Width, ConnectionPlace::kWidths> kWidths{
      {{64, 1}, {56, 4}, {48, 16}}};
  using Group = ConnectionPlace::Group;
  // The widest networks that have a connection that may give way, ordered by how many connections
  // each has, then by how long its longest wait is. See update_order() for the key.
  using BySize = std::map<std::pair<std::size_t, std::uint64_t>, Group*>;

  using Victims = std::vector<ConnectionPlace::Where>;

  static std::size_t widths(boost::asio::ip::address const& address);
  bool change_address(ConnectionPlace& place, boost::asio::ip::address const& address,
                      bool counted);
  // The functions below are called with mutex_ held.
  bool make_room(boost::asio::ip::address const& address, Victims& victims);
  ConnectionPlace* longest_wait_in_largest();
  bool ask(ConnectionPlace* place, Victims& victims);
  void enter(ConnectionPlace& place);
  void leave(ConnectionPlace& place);
  void set_waiting_list(ConnectionPlace& place, bool waiting);
  void update_order(Group& group);
  bool take_user(ConnectionPlace& place, std::string const& user);
  void free_user(ConnectionPlace& place);

  NetLimits const& limits_;
  std::function<void(ConnectionPlace::Where)> ask_;
  mutable std::mutex mutex_;  // of all below, and of every ConnectionPlace
  std::array<ConnectionPlace::Networks, ConnectionPlace::kWidths> networks_;
  BySize by_size_;
  std::map<std::string, std::size_t> users_;
  std::size_t taken_ = 0;  // all places, those that are asked to give way included
  std::size_t asked_ = 0;  // the places that are asked to give way
  std::uint64_t last_number_ = 0;
  std::uint64_t last_wait_ = 0;
};

}  // namespace callbackd::edge
