// Test support: while an object of LogKept lives, it collects the log as text without times, for
// example "warning journal.stalled reason=...". Each test makes its own. Any thread may log; text()
// is for the main thread, when the other threads are quiet.
#pragma once
#include <memory>
#include <sstream>
#include <string>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace callbackd::test {

class LogKept {
 public:
  LogKept() {
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_)));
    spdlog::set_pattern("%l %v");
  }
  ~LogKept() { spdlog::set_default_logger(before_); }
  LogKept(LogKept const&) = delete;
  LogKept& operator=(LogKept const&) = delete;

  std::string text() const { return text_.str(); }

 private:
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::ostringstream text_;
};

}  // namespace callbackd::test
