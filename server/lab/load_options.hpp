// LoadOptions: the options of a run of the load client. Plain values; app/load_command.cpp fills
// them in, on the main thread.
#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "base/words.hpp"

namespace callbackd::lab {

enum class LoadMode : std::uint8_t {
  kAccept,     // connections only post; there are no agents
  kLifecycle,  // agents also accept the callbacks, set a disposition and mark them done
  kLatency,    // like kLifecycle, with one callback at a time
  kIdle,       // agents become Ready and do nothing
  kSlow,       // agents send requests and never read the answers
};
constexpr auto words_of(std::type_identity<LoadMode>) {
  using enum LoadMode;
  return std::to_array<base::Word<LoadMode>>({{"accept", kAccept},
                                              {"lifecycle", kLifecycle},
                                              {"latency", kLatency},
                                              {"idle", kIdle},
                                              {"slow", kSlow}});
}

struct LoadOptions {
  LoadMode mode = LoadMode::kAccept;
  std::string url = "http://127.0.0.1:8080";
  std::string key_path;     // a site's secret key
  std::string tokens_path;  // agents' session tokens, one a line
  std::string ids_path;  // the ids of all accepted callbacks are written there; empty: not at all
  std::string queue = "sales";
  std::string disposition;  // empty: that step is left out
  std::size_t connections = 256;
  std::size_t agents = 0;  // 0: as many as there are tokens
  std::size_t outstanding = 8000;
  std::uint64_t first_number = 2'000'000'000;  // the digits after +1
  double rate = 0;                             // posts in a second; 0: as fast as they are answered
  std::chrono::milliseconds duration{10'000};
  std::chrono::milliseconds warm_up{0};
  std::chrono::milliseconds timeout{10'000};  // for each request
  std::size_t asks = 120;                     // with kSlow: requests of each agent
};

}  // namespace callbackd::lab
