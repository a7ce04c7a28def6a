// InstanceClaim says whether this is the only process of its host that runs under its name in its
// cell. Only then may a lease in that name be taken back before it has run out. The kernel holds
// the claim for as long as the process lives, frozen or not. Made once, at start; any thread may
// ask.
#pragma once
#include <string>

#include "storage/connection.hpp"

namespace callbackd::app {

class InstanceClaim {
 public:
  InstanceClaim(storage::DatabaseLocation const& location, std::string const& instance);
  ~InstanceClaim();
  InstanceClaim(InstanceClaim const&) = delete;
  InstanceClaim& operator=(InstanceClaim const&) = delete;

  bool held() const { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

// Identifies this host: its name, an id that no other machine has, and its network namespace.
std::string this_host();

}  // namespace callbackd::app
