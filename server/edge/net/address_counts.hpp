// How many connections each address has, so that one cannot take them all. Of IPv6 the first 64
// bits count: one machine has all the addresses behind them. Any thread; it knows no limit of its
// own.
#pragma once
#include <boost/asio/ip/address.hpp>
#include <map>
#include <mutex>

namespace callbackd::edge {

// The address, or of IPv6 its network: what one machine may have all of.
boost::asio::ip::address counted_as(boost::asio::ip::address const& address);

class AddressCounts {
 public:
  // False, and nothing counted: the address has `most` already.
  bool add(boost::asio::ip::address const& address, std::size_t most);
  void remove(boost::asio::ip::address const& address);

 private:
  std::mutex mutex_;
  std::map<boost::asio::ip::address, std::size_t> counts_;
};

}  // namespace callbackd::edge
