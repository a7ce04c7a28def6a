// Who has the listener's connections, and which of them gives way when there is no room. A
// stranger's connection counts for its address; one that showed a valid token counts for its user,
// or for nobody. Any thread. It closes nothing: it asks, and the connection's own thread decides.
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

// One connection's place: taken when it is accepted, free again when this goes. Its functions are
// called on the connection's thread.
class Place {
 public:
  // Where the connection is found: a shard, its slot there, and the place's own number.
  struct Where {
    std::size_t shard = 0;
    std::size_t slot = 0;
    std::uint64_t number = 0;
  };

  explicit Place(ConnectionPlaces& all) : all_(all) {}
  ~Place();
  Place(Place const&) = delete;
  Place& operator=(Place const&) = delete;

  // The address that this connection counts for: the other end's, unless a proxy named another.
  boost::asio::ip::address const& address() const { return address_; }
  // From now on it stands for this one, and `counted` for it. False: that address has its most, and
  // nothing gives way.
  bool stand_for(boost::asio::ip::address const& address, bool counted);
  void sit(std::size_t shard, std::size_t slot);
  std::uint64_t number() const { return where_.number; }

  // It waits for its peer: for a request, or until an answer is read. It may be asked to give way.
  void waits();
  // Something that the peer asked is being worked on, until waits() is called again.
  void is_served();
  // It showed a valid token. What showed a secret key counts for nobody and never gives way, nor do
  // so many of a user, which count for the user. Further ones count for their address, and give way
  // like a stranger's unless an agent's session was opened.
  void recognise(TokenShown const& token);
  // It was asked to give way but has something to do by now.
  void stays();

 private:
  friend class ConnectionPlaces;
  using Members = std::list<Place*>;
  // The connections of one network.
  struct Group {
    std::size_t count = 0;
    Members waiting;  // may give way; the one that waits longest first
    Members others;
    std::pair<std::size_t, std::uint64_t> greed{};  // its key in the order of greed, if it is there
  };
  using Networks = std::map<boost::asio::ip::address, Group>;
  struct Membership {
    Networks::iterator network;
    Members::iterator at;
  };
  static constexpr std::size_t kWidths = 3;  // of IPv6 networks; IPv4 has the first alone

  ConnectionPlaces& all_;
  boost::asio::ip::address address_;
  Where where_;
  std::array<Membership, kWidths> of_;
  bool for_address_ = false;  // is to count for its address
  bool counted_ = false;      // and does: not while it is asked to give way
  bool waiting_ = false;      // on the list of those that may give way
  std::uint64_t waits_since_ = 0;
  bool asked_ = false;       // to give way
  bool recognised_ = false;  // a valid token was shown
  std::string user_;         // that it counts for; empty: none
};

class ConnectionPlaces {
 public:
  // `ask` finds the connection on its own thread; there it ends, or its place says stays().
  ConnectionPlaces(NetLimits const& limits, std::function<void(Place::Where)> ask)
      : limits_(limits), ask_(std::move(ask)) {}

  struct Admission {
    std::unique_ptr<Place> place;  // null: there is no room
    ClosedFor refusal{};           // then: why
  };
  // `counted`: for this address from now on; else it counts for none until stand_for().
  Admission admit(boost::asio::ip::address const& address, bool counted = true);
  std::size_t taken() const;

 private:
  friend class Place;
  // How many may have been asked to give way and be there still.
  static constexpr std::size_t kAskedMost = 64;
  struct Width {
    int ipv6_bits;
    std::size_t times;  // limits.connections_per_address
  };
  static constexpr std::array<Width, Place::kWidths> kWidths{{{64, 1}, {56, 4}, {48, 16}}};
  using Group = Place::Group;
  // The widest networks that have a connection that may give way: by how many connections each has,
  // then by which one waits longest.
  using Greed = std::map<std::pair<std::size_t, std::uint64_t>, Group*>;

  using Victims = std::vector<Place::Where>;

  static std::size_t widths(boost::asio::ip::address const& address);
  bool move(Place& place, boost::asio::ip::address const& address, bool counted);
  // The rest with mutex_ held.
  bool make_room(boost::asio::ip::address const& address, Victims& victims);
  Place* greediest_that_waits();
  bool ask(Place* place, Victims& victims);
  void enter(Place& place);
  void leave(Place& place);
  void list(Place& place, bool waiting);
  void rank(Group& group);
  bool take_user(Place& place, std::string const& user);
  void free_user(Place& place);

  NetLimits const& limits_;
  std::function<void(Place::Where)> ask_;
  mutable std::mutex mutex_;  // of all below, and of every Place
  std::array<Place::Networks, Place::kWidths> networks_;
  Greed greed_;
  std::map<std::string, std::size_t> users_;
  std::size_t taken_ = 0;
  std::size_t asked_ = 0;
  std::uint64_t last_number_ = 0;
  std::uint64_t last_wait_ = 0;
};

}  // namespace callbackd::edge
