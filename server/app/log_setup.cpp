#include "app/log_setup.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <memory>

#include "app/log_line.hpp"

namespace callbackd::app {
namespace {

constexpr char const* kTextPattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr char const* kJsonPattern =
    R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","thread":%t,%*})";

// Writes a log line as JSON members, for example `"message":"event","key":"value","count":3`. If a
// field has the name of one of our own members, such as "at", its name gets a _ at the end.
std::string json_members(std::string_view text) {
  auto const line = parse_log_line(text);
  std::string out = R"("message":")" + json_escaped(line.message) + '"';
  for (auto const& field : line.fields) {
    bool const ours = field.key == "at" || field.key == "level" || field.key == "thread" ||
                      field.key == "message";
    out += ",\"" + std::string(field.key) + (ours ? "_\":" : "\":");
    out += field.number ? field.value : '"' + json_escaped(field.value) + '"';
  }
  return out;
}

// Writes the event and its fields as JSON members. The JSON pattern (of spdlog, the log library)
// has the flag %* in their place.
class Members : public spdlog::custom_flag_formatter {
 public:
  void format(spdlog::details::log_msg const& message, std::tm const&,
              spdlog::memory_buf_t& out) override {
    auto const text = json_members({message.payload.data(), message.payload.size()});
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<Members>();
  }
};

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// Returns the length of the UTF-8 sequence at the start of the text, or 0 if there is no valid one.
// Overlong forms and surrogates are not valid.
std::size_t sequence_length(std::string_view text) {
  auto const byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  std::size_t const length = byte(0) < 0x80                      ? 1
                             : byte(0) >= 0xC2 && byte(0) < 0xE0 ? 2
                             : byte(0) >= 0xE0 && byte(0) < 0xF0 ? 3
                             : byte(0) >= 0xF0 && byte(0) < 0xF5 ? 4
                                                                 : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  if (length < 3) return length;
  bool const bad = (byte(0) == 0xE0 && byte(1) < 0xA0) || (byte(0) == 0xED && byte(1) >= 0xA0) ||
                   (byte(0) == 0xF0 && byte(1) < 0x90) || (byte(0) == 0xF4 && byte(1) >= 0x90);
  return bad ? 0 : length;
}

void append_character(std::string& out, std::string_view character) {
  constexpr std::string_view kHex = "0123456789abcdef";
  auto const byte = static_cast<unsigned char>(character.front());
  if (byte == '"' || byte == '\\') {
    out += '\\';
    out += character;
  } else if (byte < 0x20) {
    out += "\\u00";
    out += kHex[byte >> 4U];
    out += kHex[byte & 0x0FU];
  } else {
    out += character;
  }
}

}  // namespace

std::string json_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto const length = sequence_length(text);
    if (length == 0) {
      out += "\\ufffd";
      text.remove_prefix(1);
    } else {
      append_character(out, text.substr(0, length));
      text.remove_prefix(length);
    }
  }
  return out;
}

void set_up_log(Config::Log const& log) {
  std::signal(SIGPIPE, SIG_IGN);  // the reader of the log may go away; the server stays
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<Members>('*').set_pattern(log.format == LogFormat::kJson ? kJsonPattern
                                                                               : kTextPattern);
  auto logger =
      std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::move(formatter));
  logger->set_level(level_of(log.level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
}

}  // namespace callbackd::app
