// KeyDecoder: reads the keys of one table into the members of a struct, by the rules of
// site_keys.hpp. It is a visitor of visit_keys() there, with one operator() for each rule. The
// caller finishes the TableReader, after the checks that need several keys. Most operators are in
// key_decoder.cpp. The operators for hours, codes, layouts, queues and routing are in the
// site_decode_*.cpp of their section. The function that decodes a table makes one KeyDecoder on its
// stack; any thread. Internal to site_*.cpp.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition/key_rules.hpp"
#include "core/definition/site_decoding.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::core {

class KeyDecoder {
 public:
  // `names` has the names of the tables of this kind, if they have an OwnName. `depth` is the level
  // of a code or a condition: 1 for an outermost one, 2 for one inside of that, and so on. All
  // other tables have 0.
  KeyDecoder(TableReader& reader, SiteDecoding& decoding, DistinctNames* names = nullptr,
             int depth = 0)
      : reader_(reader), decoding_(decoding), names_(names), depth_(depth) {}

  void require(std::initializer_list<std::string_view> keys);

  template <typename Keys>
  void table(std::string_view key, Keys const& keys_of) {
    reader_.table(key, [&](NodeAt const& place) {
      TableReader inner(place, decoding_.errors);
      KeyDecoder decoder(inner, decoding_);
      keys_of(decoder);
      inner.finish();
    });
  }

  void operator()(std::string_view key, std::string& out, OwnName rule);
  void operator()(std::string_view key, std::string& out, Name rule);
  void operator()(std::string_view key, std::string& out, RefersTo rule);
  void operator()(std::string_view key, std::string& out, Text rule);
  void operator()(std::string_view key, std::string& out, ShownName rule);
  void operator()(std::string_view key, std::string& out, ShownText rule);

  void operator()(std::string_view key, std::vector<std::string>& out, EachText rule);
  void operator()(std::string_view key, std::vector<base::PhoneNumber>& out, EachText rule);
  void operator()(std::string_view key, std::set<std::chrono::year_month_day>& out, EachText rule);
  void operator()(std::string_view key, std::vector<std::string>& out, EachRefersTo rule);

  void operator()(std::string_view key, int& out, Range rule);
  void operator()(std::string_view key, std::int64_t& out, Range rule);
  void operator()(std::string_view key, std::optional<int>& out, Range rule);
  void operator()(std::string_view key, seconds& out, Range rule);
  void operator()(std::string_view key, bool& out, Flag rule);

  template <base::HasWords E>
  void operator()(std::string_view key, E& out, OneOf) {
    reader_.word(key, out);
  }
  template <base::HasWords E>
  void operator()(std::string_view key, std::vector<E>& out, EachOneOf rule) {
    std::vector<std::string> texts;
    if (reader_.take(key) == nullptr || !reader_.names(key, texts)) return;
    out.clear();
    each_text(key, [&](std::string const& text, NodeAt const& place) {
      if (auto const value = from_text<E>(text)) return out.push_back(*value);
      report(place, {"enum", one_of_text(kTexts<E>)});
    });
    if (texts.empty() && !rule.at_least_one.empty())
      reader_.error(key, "required",
                    "Must name at least one " + std::string(rule.at_least_one) + ".");
  }

  void operator()(std::string_view key, std::vector<SkillLevel>& out, SkillLevels rule);
  void operator()(std::string_view key, std::vector<calendar::DayWindow>& out, DayWindows rule);
  using Days = std::map<std::chrono::year_month_day, std::vector<calendar::DayWindow>>;
  void operator()(std::string_view key, Days& out, SpecialDays rule);
  void operator()(std::string_view key, ReturnTarget& out, Target rule);
  void operator()(std::string_view key, std::optional<ReturnTarget>& out, Target rule);
  void operator()(std::string_view key, std::map<AttemptOutcome, RetryRule>& out, Retry rule);
  void operator()(std::string_view key, RoutingCondition& out, OneCondition rule);
  void operator()(std::string_view key, std::vector<RoutingCondition>& out, OneCondition rule);
  void operator()(std::string_view key, std::vector<RoutingCondition>& out, Conditions rule);

  void operator()(std::string_view key, std::vector<Code>& out, Tables rule);
  void operator()(std::string_view key, std::vector<LayoutField>& out, Tables rule);
  void operator()(std::string_view key, std::vector<TargetStep>& out, Tables rule);
  void operator()(std::string_view key, std::vector<RoutingRule>& out, Tables rule);

 private:
  using TextTaker = std::function<void(std::string const&, NodeAt const&)>;
  // Reads a list, and calls `take` for each element that is a text and is not empty.
  void each_text(std::string_view key, TextTaker const& take);
  // Reads a list of names. Returns false if the key is left out, or if an element is not a name or
  // is listed twice; such elements are reported.
  bool names(std::string_view key, std::vector<std::string>& out);
  bool check(NodeAt const& place, std::string const& text, TextFormat format);
  void report(NodeAt const& place, TextFault fault);
  ReturnTarget target_at(NodeAt const& place);

  TableReader& reader_;
  SiteDecoding& decoding_;
  DistinctNames* names_;
  int depth_;
};

}  // namespace callbackd::core
