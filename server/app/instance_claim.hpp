// InstanceClaim says whether this is the only process on its host with this instance name and this
// schema name. Only then may the process take back a lease in this instance name before the lease
// has run out. The kernel holds the claim as long as the process lives, even if the process is
// frozen. Control (serve.cpp) makes it when the process starts, and keeps it to the end; any thread
// may call held().
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

// Returns a text that identifies this host: its name, an id that no other machine has, and the
// number of its network namespace.
std::string this_host();

}  // namespace callbackd::app
