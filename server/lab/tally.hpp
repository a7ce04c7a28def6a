// Tally: the counts of a run of the load client. If no comment says otherwise, a member counts only
// answers that came within the measured time. The Run in load.cpp owns it. The thread of
// run_load().
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "lab/latencies.hpp"

namespace callbackd::lab {

struct Tally {
  bool measuring = false;
  std::map<std::string, Latencies, std::less<>> kinds;       // post, offer, open, ready, accept, …
  std::map<std::string, std::uint64_t, std::less<>> errors;  // of the whole run: "post 503"
  std::uint64_t accepted = 0;                                // answers with status 201
  std::uint64_t completed = 0;  // answered requests to mark a callback done
  // The next two counts also include the warm-up and the drain.
  std::uint64_t accepted_in_all = 0;
  std::uint64_t completed_in_all = 0;
  // The callbacks that were posted and, when the run ends, are neither done nor refused.
  std::uint64_t unfinished = 0;
  // Agents: how many the options ask for, how many became Ready at least once, and how many
  // connections ended during the run.
  std::uint64_t agents_wanted = 0;
  std::uint64_t agents_ready = 0;
  std::uint64_t agents_ended = 0;
  std::chrono::duration<double> measured{};
  std::chrono::duration<double> cpu{};  // of this process while measuring

  void took(std::string_view kind, std::chrono::nanoseconds time) {
    if (measuring) latencies(kind).add(time);
  }
  // Counts a time even if it is not within the measured time. This is for the steps that open a
  // session, because they come before the measured time.
  void took_always(std::string_view kind, std::chrono::nanoseconds time) {
    latencies(kind).add(time);
  }
  void failed(std::string_view kind, std::string_view why) {
    ++errors[std::string(kind).append(" ").append(why)];
  }

 private:
  Latencies& latencies(std::string_view kind) {
    auto const found = kinds.find(kind);
    return found != kinds.end() ? found->second : kinds[std::string(kind)];
  }
};

}  // namespace callbackd::lab
