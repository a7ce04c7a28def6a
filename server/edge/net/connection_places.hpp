// ConnectionPlaces counts the listener's connections. When there is no room for a new connection,
// it chooses an old connection that gives way. The Listener owns it. Any thread may use it: one
// mutex guards everything, every ConnectionPlace included.
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

// The place of one connection in the counts. It is taken when the connection is accepted, and is
// free again when this object is destroyed. The connection's Shard owns it. Its functions are
// called on the shard's I/O thread.
class ConnectionPlace {
 public:
  // Where the connection is found: its shard and its slot in that shard. A later connection can get
  // the same slot, but never the same `number`. So `number` tells whether the slot still holds this
  // connection.
  struct Where {
    std::size_t shard = 0;
    std::size_t slot = 0;
    std::uint64_t number = 0;
  };

  explicit ConnectionPlace(ConnectionPlaces& all) : all_(all) {}
  ~ConnectionPlace();
  ConnectionPlace(ConnectionPlace const&) = delete;
  ConnectionPlace& operator=(ConnectionPlace const&) = delete;

  // The address of the other end, or the client's address if a PROXY header of a trusted proxy
  // named one. Whether the connection counts for it is explained at ConnectionPlaces.
  boost::asio::ip::address const& address() const { return address_; }
  // Replaces the connection's address by `address`, which a trusted proxy named. If `counted` is
  // true, the connection also counts for this address. Returns false if the address has as many
  // connections as it may have and none of them can give way. The caller then closes the
  // connection.
  bool stand_for(boost::asio::ip::address const& address, bool counted);
  void set_location(std::size_t shard, std::size_t slot);
  std::uint64_t number() const { return where_.number; }

  // Says that the connection waits for its peer: for a request, or until the peer has read an
  // answer. From now on the connection may be asked to give way.
  void set_waiting();
  // Says that the server works on a request of the peer. This holds until set_waiting() is called
  // again.
  void set_busy();
  // Says that the connection showed a valid token. With a site's secret key the connection counts
  // for nobody and never gives way. With a user's session token it counts for the user and never
  // gives way, if the user has fewer than connections_per_user such connections. If the user has
  // that many already, it still counts for its address and may be asked to give way. Exception: a
  // connection with an opened agent's session is never asked.
  void recognise(TokenShown const& token);
  // Says that the connection was asked to give way but has work now. It stays open and is counted
  // again.
  void keep();

 private:
  friend class ConnectionPlaces;
  using Members = std::list<ConnectionPlace*>;
  // The connections of one network.
  struct Group {
    std::size_t count = 0;
    Members waiting;  // these may give way; the connection that has waited longest is first
    Members others;
    std::pair<std::size_t, std::uint64_t> key{};  // its key in by_size_; {0, 0}: not there
  };
  using Networks = std::map<boost::asio::ip::address, Group>;
  // The position of a ConnectionPlace in a list (`waiting` or `others`) of one of its networks.
  struct Membership {
    Networks::iterator network;
    Members::iterator at;
  };
  static constexpr std::size_t kWidths = 3;  // IPv6: /64, /56, /48; IPv4 uses only the first

  ConnectionPlaces& all_;
  boost::asio::ip::address address_;
  Where where_;
  std::array<Membership, kWidths> memberships_;
  bool for_address_ = false;       // the connection counts for its address, unless it is asked
  bool counted_ = false;           // it is counted now: false while it is asked to give way
  bool waiting_ = false;           // it is on the list `waiting` of its networks
  std::uint64_t waits_since_ = 0;  // a number that rises with each wait that begins
  bool asked_ = false;             // it was asked to give way
  bool recognised_ = false;        // a valid token was shown
  std::string user_;               // the login it counts for; empty: none
};

// For whom a connection counts:
// - A stranger's connection counts for its address.
// - A connection that showed a user's valid token counts for its user. If the user has
//   connections_per_user such connections already, it goes on counting for its address.
// - A connection that showed a site's secret key counts for nobody.
//
// A connection *waits* while the server has nothing to do for it: no whole request has come, or the
// peer has not read an answer yet. When a new connection finds no room, an old one is chosen to
// give way. It must wait and count for its address, and must have no open session of an agent.
//
// - If the address of the new connection has as many connections as it may have
//   (`connections_per_address`), the one of them that waits longest is chosen. An IPv6 address lies
//   in three networks, /64, /56 and /48. Each of them has a limit, and in each that is full the
//   connection that waits longest is chosen.
// - If the whole server has as many connections as it may have (`connections`), the network with
//   most connections is taken. A network is here an IPv4 address or an IPv6 /48, and only networks
//   in which a connection waits are compared. In that network the connection that waits longest is
//   chosen.
// - If no connection can be chosen, the new connection is closed immediately.
//
// ConnectionPlaces closes nothing itself. The chosen connection can belong to another I/O thread
// and can have got work in the meantime, so it is only *asked* to give way. From then on it counts
// as gone. On its own I/O thread it either ends or calls keep(), which counts it again. At most
// kAskedMost connections may be asked and still open, so the server can have that many beyond
// `connections` for a moment.
class ConnectionPlaces {
 public:
  // `ask` is called on any thread, without the mutex. It must bring the question to the I/O thread
  // of the asked connection. There the connection either ends or calls keep() of its place.
  // `limits` must outlive this object.
  ConnectionPlaces(NetLimits const& limits, std::function<void(ConnectionPlace::Where)> ask)
      : limits_(limits), ask_(std::move(ask)) {}

  struct Admission {
    std::unique_ptr<ConnectionPlace> place;  // null: there is no room
    ClosedFor refusal{};                     // why there is no room, when `place` is null
  };
  // Makes a place for a connection that was just accepted. If `counted` is true, the connection
  // counts for `address` from now on. `counted` is false for the connection of a trusted proxy: it
  // counts for no address before stand_for() is called.
  Admission admit(boost::asio::ip::address const& address, bool counted = true);
  std::size_t taken() const;

 private:
  friend class ConnectionPlace;
  // At most so many connections may be asked to give way and still be open.
  static constexpr std::size_t kAskedMost = 64;
  struct Width {
    int ipv6_bits;
    std::size_t times;  // the network's limit is so many times connections_per_address
  };
  static constexpr std::array<Width, ConnectionPlace::kWidths> kWidths{
      {{64, 1}, {56, 4}, {48, 16}}};
  using Group = ConnectionPlace::Group;
  // The widest networks (an IPv4 address or an IPv6 /48) in which a connection may give way. They
  // are ordered by their number of connections, then by how long their longest wait is.
  // update_order() describes the key.
  using BySize = std::map<std::pair<std::size_t, std::uint64_t>, Group*>;

  using Victims = std::vector<ConnectionPlace::Where>;

  static std::size_t widths(boost::asio::ip::address const& address);
  bool change_address(ConnectionPlace& place, boost::asio::ip::address const& address,
                      bool counted);
  // The caller of each function below holds mutex_.
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
  mutable std::mutex mutex_;  // guards all below, and every ConnectionPlace
  std::array<ConnectionPlace::Networks, ConnectionPlace::kWidths> networks_;
  BySize by_size_;
  std::map<std::string, std::size_t> users_;
  std::size_t taken_ = 0;  // all places, those that are asked to give way included
  std::size_t asked_ = 0;  // the places that are asked to give way
  std::uint64_t last_number_ = 0;
  std::uint64_t last_wait_ = 0;
};

}  // namespace callbackd::edge
