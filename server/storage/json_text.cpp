#include "storage/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

namespace callbackd::storage {
namespace {

struct EventValueWriter {
  std::string& out;
  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
  void operator()(std::int64_t value) const { out += std::to_string(value); }
  void operator()(std::string const& value) const { append_json_string(out, value); }
  void operator()(base::Instant value) const { append_json_string(out, database_text(value)); }
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  bool const plain = std::none_of(text.begin(), text.end(), [](char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
  });
  if (plain) {
    out.append(text) += '"';
    return;
  }
  for (char const c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

std::string event_data_json(std::vector<core::EventField> const& data) {
  std::string out;
  out.reserve(32 + 48 * data.size());
  out += '{';
  for (auto const& field : data) {
    if (out.size() > 1) out += ',';
    out.append(1, '"').append(field.key).append("\":");  // keys are literals: nothing to escape
    std::visit(EventValueWriter{out}, field.value);
  }
  return out + "}";
}

std::string why_json(core::Why const& why) {
  auto out = fmt::format(R"({{"candidates":{},"excluded":[)", why.candidates);
  for (auto const& excluded : why.excluded) {
    if (out.back() != '[') out += ',';
    out += fmt::format(R"({{"reason":"{}","count":{},"skill":)", to_text(excluded.reason),
                       excluded.count);
    append_json_string(out, excluded.skill);
    out += fmt::format(R"(,"required":{}}})", excluded.required);
  }
  return out + fmt::format(R"(],"chosen_by":"{}"}})", to_text(why.chosen_by));
}

std::string routing_values_json(std::vector<std::pair<std::string, std::string>> const& values) {
  std::string out = "{";
  for (auto const& [path, value] : values) {
    if (out.size() > 1) out += ',';
    append_json_string(out, path);
    out += ':';
    append_json_string(out, value);
  }
  return out + "}";
}

std::string skills_text(std::vector<std::pair<std::string, int>> const& skills) {
  std::string text;
  for (auto const& [skill, level] : skills) {
    if (!text.empty()) text += ' ';
    text += skill + ':' + std::to_string(level);
  }
  return text;
}

std::vector<std::pair<std::string, int>> skills_from_text(std::string_view text) {
  std::vector<std::pair<std::string, int>> skills;
  std::string_view left = text;
  for (std::size_t colon = left.find(':'); colon != std::string_view::npos;) {
    int level = 0;
    auto const* const digits = left.data() + colon + 1;
    auto const [end, error] = std::from_chars(digits, left.data() + left.size(), level);
    auto const after = static_cast<std::size_t>(end - left.data());
    if (error != std::errc{} ||
        (after < left.size() && left[after] != ' ')) {  // this colon belongs to the name
      colon = left.find(':', colon + 1);
      continue;
    }
    skills.emplace_back(left.substr(0, colon), level);
    left.remove_prefix(std::min(after + 1, left.size()));
    colon = left.find(':');
  }
  if (!left.empty()) throw std::runtime_error{"required_skills is malformed"};
  return skills;
}

}  // namespace callbackd::storage
