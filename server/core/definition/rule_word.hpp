// RuleWord: one word of the closed list of rules that a field can break. The words are in field
// errors of HTTP and of the WebSocket. They are also in the mistakes and notices about a site
// definition, a configuration or a described day. proto/README.md explains each word; a test
// compares the list, that page and the schema. A word that is not in the list does not compile. A
// value; any thread. Layer: definition.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/definition/number_class.hpp"

namespace callbackd::core {

inline constexpr auto kRuleWords = std::to_array<std::string_view>(
    {// of any field
     "required", "type", "format", "enum", "range", "too_short", "too_long", "too_large",
     "too_deep", "unknown_field", "unknown", "duplicate", "exclusive", "exactly_one", "conflict",
     "not_allowed",
     // Below are rules for phone numbers. The type of a number can be such a word, too.
     "impossible", "blocked", "prefix", "country", "number_refused",
     // Below are rules for times.
     "in_past", "outside_hours", "slot",
     // Below are rules for requests of agents.
     "has_children", "reused",
     // Below are rules for site definitions.
     "reserved", "overlap", "last_rule", "whole_slot", "waiting_work", "refused",
     // Below are the words of notices about a site definition. They are never sent to clients.
     "not_acted_upon", "unreachable", "cycle", "no_agents", "no_country", "never_opens", "over",
     "recommended",
     // Below are rules for files. These words are never sent to clients.
     "syntax", "unreadable", "secret", "too_wide"});

class RuleWord {
 public:
  consteval RuleWord(char const* word) : word_(word) {  // implicit: a literal is how it is written
    if (std::find(kRuleWords.begin(), kRuleWords.end(), word_) == kRuleWords.end()) {
      throw "this word is not in kRuleWords";
    }
  }
  // For a number that is not dialled because of its type. The word is the name of the type, for
  // example premium_rate.
  explicit RuleWord(NumberType type) : word_(to_text(type)) {}

  constexpr operator std::string_view() const { return word_; }
  friend constexpr bool operator==(RuleWord word, std::string_view text) {
    return word.word_ == text;
  }
  friend std::string operator+(std::string text, RuleWord word) { return text.append(word.word_); }

 private:
  std::string_view word_;
};

}  // namespace callbackd::core
