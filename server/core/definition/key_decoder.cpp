#include "core/definition/key_decoder.hpp"

#include <algorithm>
#include <utility>

#include "calendar/local_time.hpp"
#include "core/definition/site_keys.hpp"

namespace callbackd::core {

void KeyDecoder::require(std::initializer_list<std::string_view> keys) {
  for (auto const key : keys) reader_.require(key);
}

void KeyDecoder::operator()(std::string_view key, std::string& out, OwnName rule) {
  if (!reader_.required_name(key, out)) return;
  names_->add(reader_, key, out);
  check({*reader_.take(key), reader_.path_of(key)}, out, rule.format);
}

void KeyDecoder::operator()(std::string_view key, std::string& out, Name rule) {
  auto const* const node = reader_.take(key);
  std::string text;
  if (node == nullptr || !reader_.name(key, text)) return;
  if (check({*node, reader_.path_of(key)}, text, rule.format)) out = std::move(text);
}

void KeyDecoder::operator()(std::string_view key, std::string& out, RefersTo rule) {
  auto const* const node = reader_.take(key);
  if (node == nullptr || !reader_.name(key, out)) return;
  decoding_.refer(rule.kind, out, {*node, reader_.path_of(key)});
}

void KeyDecoder::operator()(std::string_view key, std::string& out, Text rule) {
  auto const* const node = reader_.take(key);
  if (node == nullptr || !reader_.text(key, out, rule.most_chars) || out.empty()) return;
  check({*node, reader_.path_of(key)}, out, rule.format);
}

void KeyDecoder::operator()(std::string_view key, std::string& out, ShownName rule) {
  if (rule.instead != nullptr) out = *rule.instead;
  std::string text;
  if (reader_.take(key) == nullptr || !reader_.name(key, text)) return;
  if (decoding_.check_shown(reader_, key, text)) out = std::move(text);
}

void KeyDecoder::operator()(std::string_view key, std::string& out, ShownText rule) {
  if (rule.instead != nullptr) out = *rule.instead;
  std::string text;
  if (reader_.take(key) == nullptr || !reader_.text(key, text, kShownChars)) return;
  if (decoding_.check_shown(reader_, key, text)) out = std::move(text);
}

void KeyDecoder::operator()(std::string_view key, std::vector<std::string>& out, EachText rule) {
  if (!names(key, out) && !rule.beside_faults) return;
  each_text(key,
            [&](std::string const& text, NodeAt const& place) { check(place, text, rule.format); });
}

void KeyDecoder::operator()(std::string_view key, std::vector<base::PhoneNumber>& out,
                            EachText rule) {
  std::vector<std::string> texts;
  if (!names(key, texts) && !rule.beside_faults) return;
  each_text(key, [&](std::string const& text, NodeAt const& place) {
    if (check(place, text, rule.format)) out.push_back(*base::phone_from_e164(text));
  });
}

void KeyDecoder::operator()(std::string_view key, std::set<std::chrono::year_month_day>& out,
                            EachText rule) {
  std::vector<std::string> texts;
  if (!names(key, texts) && !rule.beside_faults) return;
  each_text(key, [&](std::string const& text, NodeAt const& place) {
    if (check(place, text, rule.format)) out.insert(*calendar::date_from_text(text));
  });
}

void KeyDecoder::operator()(std::string_view key, std::vector<std::string>& out,
                            EachRefersTo rule) {
  if (!names(key, out) && !rule.beside_faults) return;
  each_text(key, [&](std::string const& text, NodeAt const& place) {
    decoding_.refer(rule.kind, text, place);
  });
}

void KeyDecoder::operator()(std::string_view key, int& out, Range rule) {
  reader_.number(key, out, rule);
}

void KeyDecoder::operator()(std::string_view key, std::int64_t& out, Range rule) {
  int number = 0;
  if (reader_.take(key) != nullptr && reader_.number(key, number, rule)) out = number;
}

void KeyDecoder::operator()(std::string_view key, std::optional<int>& out, Range rule) {
  int number = 0;
  if (reader_.take(key) != nullptr && reader_.number(key, number, rule)) out = number;
}

void KeyDecoder::operator()(std::string_view key, seconds& out, Range rule) {
  reader_.duration(key, out, rule);
}

void KeyDecoder::operator()(std::string_view key, bool& out, Flag) {
  reader_.flag(key, out);
}

void KeyDecoder::operator()(std::string_view key, std::vector<SkillLevel>& out, SkillLevels) {
  reader_.entries(key, [&](std::string const& skill, NodeAt const& place) {
    decoding_.refer(NameOf::kSkill, skill, place);
    std::int64_t level = 0;
    if (!number_of(place, kSkillLevel, level, decoding_.errors)) return;
    out.push_back({skill, static_cast<int>(level)});
  });
  std::sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.skill < b.skill; });
}

void KeyDecoder::each_text(std::string_view key, TextTaker const& take) {
  auto const* const node = reader_.take(key);
  auto const* const list = node == nullptr ? nullptr : std::get_if<NodeList>(&node->value);
  if (list == nullptr) return;
  reader_.each(key, [&](NodeAt const& place) {
    auto const* const text = std::get_if<std::string>(&place.node.value);
    if (text != nullptr && !text->empty()) take(*text, place);
  });
}

bool KeyDecoder::names(std::string_view key, std::vector<std::string>& out) {
  if (reader_.take(key) == nullptr) return false;
  out.clear();
  return reader_.names(key, out);
}

bool KeyDecoder::check(NodeAt const& place, std::string const& text, TextFormat format) {
  auto fault = fault_of(format, text);
  if (!fault) return true;
  report(place, std::move(*fault));
  return false;
}

void KeyDecoder::report(NodeAt const& place, TextFault fault) {
  auto& problems = fault.stricter ? decoding_.stricter : decoding_.errors;
  problems.push_back({place.path, fault.rule, std::move(fault.message), place.node.position});
}

}  // namespace callbackd::core
