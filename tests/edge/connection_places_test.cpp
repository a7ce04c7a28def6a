#include "edge/net/connection_places.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "edge/net/network.hpp"

namespace callbackd::edge::test {
namespace {

boost::asio::ip::address address(std::string const& text) {
  return boost::asio::ip::make_address(text);
}

TokenShown const kSecretKey{TokenShown::Whose::kSite};

TokenShown token_of(std::string user) {
  return {TokenShown::Whose::kUser, std::move(user)};
}

TokenShown session_of(std::string const& user) {
  return {TokenShown::Whose::kUser, user, true};
}

using PlacePtr = std::unique_ptr<ConnectionPlace>;

struct Places {
  explicit Places(std::size_t per_address, std::size_t in_all = 100) {
    limits.connections = in_all;
    limits.connections_per_address = per_address;
  }
  // Takes a place for a new connection. Marks the connection as one that waits for its client, as
  // every new connection does.
  PlacePtr admit(std::string const& from) {
    auto [place, why] = all.admit(address(from));
    refused = why;
    if (place) place->set_waiting();
    return std::move(place);
  }
  PlacePtr served(std::string const& from) {
    auto place = admit(from);
    REQUIRE(place);
    place->set_busy();
    return place;
  }

  NetLimits limits;
  std::vector<std::uint64_t> asked;  // the places that were asked to give way, by number
  ConnectionPlaces all{
      limits, [this](ConnectionPlace::Where const& where) { asked.push_back(where.number); }};
  ClosedFor refused{};
};

TEST_CASE("in a full address the one that waits longest gives way") {
  Places places(2);
  auto first = places.admit("192.0.2.1");
  auto second = places.admit("192.0.2.1");
  second->set_busy();
  second->set_waiting();
  CHECK(places.asked.empty());
  auto third = places.admit("192.0.2.1");
  REQUIRE(third);
  CHECK(places.asked == std::vector{first->number()});
  CHECK(places.all.taken() == 3);
  first.reset();
  CHECK(places.all.taken() == 2);
  CHECK(places.admit("192.0.2.2"));
  CHECK(places.asked.size() == 1);
}

TEST_CASE("while all of an address are served its next one is turned away") {
  Places places(2);
  auto const first = places.served("192.0.2.1");
  auto second = places.served("192.0.2.1");
  CHECK_FALSE(places.admit("192.0.2.1"));
  CHECK(places.refused == ClosedFor::kAddressFull);
  second->set_waiting();
  CHECK(places.admit("192.0.2.1"));
}

TEST_CASE("one that was asked to give way and has something to do stays and counts") {
  Places places(1);
  auto const first = places.admit("192.0.2.1");
  auto second = places.admit("192.0.2.1");
  second->set_busy();
  first->set_busy();  // its request has come in the meantime
  first->keep();
  second.reset();
  CHECK_FALSE(places.admit("192.0.2.1"));
  first->set_waiting();
  CHECK(places.admit("192.0.2.1"));
}

TEST_CASE("of IPv6 the network counts, wider ones with more, and IPv4 in IPv6 is IPv4") {
  Places places(1);
  auto const first = places.served("2001:db8:0:100::1");
  CHECK_FALSE(places.admit("2001:db8:0:100:ffff::2"));
  std::vector<PlacePtr> home;
  for (auto const* const each : {"2001:db8:0:101::", "2001:db8:0:102::", "2001:db8:0:103::"})
    home.push_back(places.served(each));
  CHECK_FALSE(places.admit("2001:db8:0:104::"));  // a /56 has four times as many
  for (int network = 2; network < 14; ++network)
    home.push_back(places.served("2001:db8:0:" + std::to_string(network) + "00::"));
  CHECK_FALSE(places.admit("2001:db8:0:ff00::"));  // a /48 sixteen times
  CHECK(places.admit("2001:db8:1::"));
  auto const mapped = places.served("::ffff:192.0.2.1");
  CHECK_FALSE(places.admit("192.0.2.1"));
}

TEST_CASE(
    "a connection with a valid token counts for its user or for nobody, and never gives way") {
  Places places(1);
  auto const key = places.admit("192.0.2.1");
  key->recognise(kSecretKey);
  std::vector<PlacePtr> agents;
  for (std::size_t count = 0; count <= places.limits.connections_per_user; ++count) {
    agents.push_back(places.admit("192.0.2.1"));
    REQUIRE(agents.back());
    agents.back()->recognise(session_of("alice"));
    agents.back()->set_waiting();
  }
  CHECK(places.asked.empty());
  CHECK_FALSE(places.admit("192.0.2.1"));  // alice's fifth counts for the address
  agents.pop_back();
  CHECK(places.admit("192.0.2.1"));
  auto const bob = places.admit("192.0.2.1");
  bob->recognise(token_of("bob"));
  CHECK(places.admit("192.0.2.1"));
}

TEST_CASE("one user's token on many idle connections takes no place of others") {
  Places places(2);
  std::vector<PlacePtr> kept;
  for (std::size_t count = 0; count < places.limits.connections_per_user + 2; ++count) {
    kept.push_back(places.admit("192.0.2.1"));
    REQUIRE(kept.back());
    kept.back()->recognise(token_of("alice"));
    kept.back()->set_waiting();
  }
  CHECK(places.asked.empty());
  auto const other = places.admit("192.0.2.1");
  CHECK(other);
  CHECK(places.asked.size() == 1);
}

TEST_CASE("in a full server the network that has most gives way, of IPv6 a /48") {
  Places places(0, 6);
  auto const agent = places.admit("192.0.2.1");
  agent->recognise(token_of("alice"));
  auto const customer = places.admit("192.0.2.2");
  auto const busy = places.served("192.0.2.3");
  auto const also_busy = places.served("192.0.2.3");
  auto const spread = places.admit("2001:db8:7:1::");
  auto const further = places.admit("2001:db8:7:2::");
  auto const fresh = places.admit("192.0.2.4");
  CHECK(fresh);
  CHECK(places.asked == std::vector{spread->number()});
}

TEST_CASE("of networks that have as many the one that waits longest gives way") {
  Places places(0, 3);
  auto const first = places.served("192.0.2.1");
  auto const second = places.admit("192.0.2.2");
  auto const third = places.admit("192.0.2.3");
  first->set_waiting();
  auto const fourth = places.admit("192.0.2.4");
  auto const fifth = places.admit("192.0.2.5");
  third->set_busy();
  auto const sixth = places.admit("192.0.2.6");
  CHECK(places.asked == std::vector{second->number(), third->number(), first->number()});
}

TEST_CASE("a full server turns away only when nothing gives way") {
  Places places(0, 2);
  auto const one = places.served("192.0.2.1");
  auto const two = places.admit("192.0.2.2");
  two->recognise(kSecretKey);
  two->set_waiting();
  CHECK_FALSE(places.admit("192.0.2.3"));
  CHECK(places.refused == ClosedFor::kServerFull);
  CHECK(places.asked.empty());
}

TEST_CASE("in any flood a connection of another address stays until it was served") {
  Places places(4, 12);
  auto const customer = places.admit("198.51.100.1");
  std::vector<PlacePtr> flood;
  for (int round = 0; round < 500; ++round) {
    auto place = places.admit("192.0.2." + std::to_string(round % 3));
    for (auto const number : places.asked)
      std::erase_if(flood, [&](auto const& each) { return each->number() == number; });
    CHECK(std::count(places.asked.begin(), places.asked.end(), customer->number()) == 0);
    places.asked.clear();
    REQUIRE(place);
    flood.push_back(std::move(place));
    CHECK(places.all.taken() <= 12);
  }
}

TEST_CASE("a connection counts for the address that its proxy names") {
  Places places(1);
  auto [first, none] = places.all.admit(address("10.0.0.1"), false);
  auto [second, nothing] = places.all.admit(address("10.0.0.1"), false);
  REQUIRE((first && second));
  CHECK(first->stand_for(address("192.0.2.1"), true));
  CHECK(first->address() == address("192.0.2.1"));
  first->set_busy();
  CHECK_FALSE(second->stand_for(address("192.0.2.1"), true));
  second.reset();
  CHECK_FALSE(places.admit("192.0.2.1"));
  CHECK(places.admit("10.0.0.1"));
}

}  // namespace
}  // namespace callbackd::edge::test
