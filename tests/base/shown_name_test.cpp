#include "base/shown_name.hpp"

#include <catch2/catch.hpp>

#include "base/characters.hpp"

namespace callbackd::base {
namespace {

std::string utf8(char32_t c) {
  std::string text;
  auto const tail = [&](int shift) {
    text += static_cast<char>(0x80U | ((c >> static_cast<unsigned>(shift)) & 0x3FU));
  };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0U | (c >> 12U));
    tail(6), tail(0);
  } else {
    text += static_cast<char>(0xF0U | (c >> 18U));
    tail(12), tail(6), tail(0);
  }
  return text;
}

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

}  // namespace

TEST_CASE("names of people and things are good in every script") {
  for (auto const* name :
       {"", "Ada Lovelace", "Zoë", "李小龍", "नरेन्द्र", "יוסי כהן", "\u200fיוסי\u200f",
        "محمد\u200cرضا", "👩\u200d👧", "Sales 2", "#1", "…", "\u05d0\u200e (IL)"}) {
    INFO(name);
    CHECK(fault_of_name(name).empty());
  }
}

TEST_CASE("no control character, override, embedding or isolate may stand in a name") {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c)) continue;
    bool const control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
    bool const turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    if (fault_of_name("a" + utf8(c) + "b").empty() == (control || turns)) {
      INFO(static_cast<std::uint32_t>(c));
      CHECK(false);
    }
  }
}

TEST_CASE("a name shows something") {
  for (auto const* name :
       {" ", "\u00a0", "\u200b", "\u200e\u200f", "\u3164", "\u2800", "\U0001D159", "\ufeff",
        "\u00ad \u2060", "\U000E0041\U000E0042", "\ufe0f", "\u3000\u3000"}) {
    INFO(name);
    CHECK_FALSE(fault_of_name(name).empty());
    CHECK(fault_of_name(std::string{name} + "x").empty());
  }
}

TEST_CASE("each character of a text is told once, as what it is") {
  std::u32string told;
  each_character("aé李👧", [&](char32_t c) { told += c; });
  CHECK(told == U"aé李👧");
  each_character("\xff\x80z", [&](char32_t c) { told += c; });
  CHECK(told.back() == U'z');
}

}  // namespace callbackd::base
