// What a run of the load client is told to do. Plain values; command_line.cpp fills them in.
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
  kAccept,     // connections that post, each waits for its answer
  kLifecycle,  // and agents who accept, code and finish what was posted
  kLatency,    // the same, one callback at a time
  kIdle,       // agents who are Ready and stay
  kSlow,       // agents who ask and never read
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
  std::string ids_path;     // where the ids of all 201s go; empty: nowhere
  std::string queue = "sales";
  std::string disposition;  // empty: that step is left out
  std::size_t connections = 256;
  std::size_t agents = 0;  // 0: as many as there are tokens
  std::size_t outstanding = 8000;
  std::uint64_t first_number = 2'000'000'000;  // after +1
  double rate = 0;                             // posts a second; 0: as many as are answered
  std::chrono::milliseconds duration{10'000};
  std::chrono::milliseconds warm_up{0};
  std::chrono::milliseconds timeout{10'000};  // of every request
  std::size_t asks = 120;                     // requests of each agent who never reads
};

}  // namespace callbackd::lab
