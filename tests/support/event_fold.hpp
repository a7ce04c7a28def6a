// Test support: makes the row of a callback from its events alone. It uses the names of the columns
// and the row's members that belong to them. It uses none of the rules by which the core fills
// them. Pure; any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/messages/callback_columns.hpp"
#include "core/messages/record.hpp"

namespace callbackd::test {

// Puts a value of an event into the row's member for its column. Each type of member has an
// overload. If the value has another type than the column, the member becomes empty.
class FoldedColumn {
 public:
  using Value = decltype(core::EventField::value);
  explicit FoldedColumn(Value const& value) : value_{value} {}

  void operator()(std::string& column) const { column = as<std::string>(); }
  void operator()(bool& column) const { column = as<bool>(); }
  void operator()(int& column) const { column = static_cast<int>(as<std::int64_t>()); }
  void operator()(std::uint32_t& column) const {
    column = static_cast<std::uint32_t>(as<std::int64_t>());
  }
  void operator()(base::Serial& column) const {
    column = static_cast<base::Serial>(as<std::int64_t>());
  }
  void operator()(core::CallbackState& column) const {
    column = core::from_text<core::CallbackState>(as<std::string>())
                 .value_or(core::CallbackState::kFailed);
  }
  void operator()(base::Instant& column) const {
    auto const* at = std::get_if<base::Instant>(&value_);
    column = at ? *at : base::kNever;
  }
  void operator()(std::optional<base::Instant>& column) const {
    auto const* at = std::get_if<base::Instant>(&value_);
    column = at ? std::optional{*at} : std::nullopt;
  }
  void operator()(core::RequiredSkills& column) const {
    column.clear();
    std::istringstream in{as<std::string>()};
    for (std::string word; in >> word;) {
      auto const colon = word.find(':');
      column.emplace_back(word.substr(0, colon), std::stoi(word.substr(colon + 1)));
    }
  }
  void operator()(core::RoutingValues&) const {}  // no event contains words of a person
  void operator()(base::CallbackId&) const {}     // the event names its callback elsewhere

 private:
  template <typename T>
  T as() const {
    auto const* value = std::get_if<T>(&value_);
    return value ? *value : T{};
  }
  Value const& value_;
};

inline void fold(core::EventRow const& event, core::CallbackRow& row) {
  if (event.number == 1) {
    row.id = event.callback;
    row.created_at = event.at;
  }
  row.event_number = event.number;
  core::each_callback_column(
      [&](core::Column column, auto& member) {
        for (auto const& field : event.data) {
          if (std::string_view{field.key} == column.name) FoldedColumn{field.value}(member);
        }
      },
      row);
}

}  // namespace callbackd::test
