// Report collects the output of a simulation: the first broken rule, a digest of everything that
// happened, and a trace if it is asked for. World or Day owns it. Main thread.
#pragma once
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "simulation/timeline.hpp"

namespace callbackd::simulation {

class Report {
 public:
  Report(Timeline const& timeline, bool trace) : timeline_(timeline), trace_(trace) {}

  // Adds one line about what happened to the digest, and to the trace if there is one.
  template <typename... Args>
  void say(fmt::format_string<Args...> text, Args&&... args) {
    line(fmt::format(text, std::forward<Args>(args)...));
  }
  template <typename... Args>
  void violated(fmt::format_string<Args...> text, Args&&... args) {
    auto what = fmt::format(text, std::forward<Args>(args)...);
    line("VIOLATION " + what);
    if (violation_.empty()) violation_ = std::move(what);
  }
  Duration now() const { return timeline_.now(); }  // steady time
  bool failed() const { return !violation_.empty(); }
  std::string const& violation() const { return violation_; }
  std::uint64_t digest() const { return digest_; }

 private:
  void line(std::string_view text) {
    for (auto const c : text)
      digest_ = (digest_ ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
    digest_ = (digest_ ^ static_cast<std::uint64_t>(timeline_.now().count())) * 0x100000001B3ULL;
    if (trace_) {
      std::printf("%11.6f %.*s\n", static_cast<double>(timeline_.now().count()) / 1e6,
                  static_cast<int>(text.size()), text.data());
    }
  }
  Timeline const& timeline_;
  bool trace_;
  std::string violation_;
  std::uint64_t digest_ = 0xCBF29CE484222325ULL;
};

}  // namespace callbackd::simulation
