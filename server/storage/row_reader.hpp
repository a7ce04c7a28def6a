// Reads rows back column by column (row_columns.hpp): makes the list of columns for a SELECT, and
// reads one row of the answer. Throws std::runtime_error for what cannot be understood; storage
// catches it. Runs on the thread that asked the query: the thread that starts the server, the
// writer's thread (journal_writer.hpp), the thread of a worker of the QueryPool, or the main thread
// of a subcommand.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <pqxx/pqxx>

#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "core/messages/details.hpp"
#include "core/messages/record.hpp"
#include "storage/row_columns.hpp"
#include "storage/row_values.hpp"

namespace callbackd::storage {

// Writes the list of columns that a SELECT needs, for example `c.id, c.serial, …`. ColumnReader
// reads the rows of that SELECT.
class ColumnList {
 public:
  explicit ColumnList(std::string_view table) : table_{table} {}
  template <typename Value>
  void operator()(core::Column column, Value const&) {
    append_expression(qualified(column));
  }
  // Selects only the type of the JSON value, to check that it is an object. Another query reads its
  // keys and values.
  void operator()(core::Column column, core::RoutingValues const&) {
    append_expression("jsonb_typeof(" + qualified(column) + ") AS " + column.name);
  }
  void operator()(core::Column column, core::Why const&) {
    append_expression(qualified(column) + " ->> 'candidates' AS why_candidates");
    append_expression(qualified(column) + " ->> 'chosen_by' AS why_chosen_by");
  }
  std::string take() { return std::move(text_); }

 private:
  std::string qualified(core::Column column) const {
    return std::string{table_} + '.' + column.name;
  }
  void append_expression(std::string const& expression) {
    text_ += (text_.empty() ? "" : ", ") + expression;
  }

  std::string_view table_;
  std::string text_;
};

template <typename Row>
std::string columns_of(std::string_view table) {
  Row const row;
  ColumnList list{table};
  each_column(list, row);
  return list.take();
}

// Which times in a row are accepted. The server can only calculate with times of certain years. A
// time outside of these years could overflow when a duration is added to it.
enum class Times : std::uint8_t {
  kAll,           // every time that the database can have
  kUsable,        // only times in the years that the server can work with
  kUsableOrNever  // as kUsable, and also base::kNever
};

// Reads the fields of one row, in their order, into the members that each_column() visits. There is
// one overload for each type of member.
class ColumnReader {
 public:
  ColumnReader(pqxx::row const& row, Times times, int first = 0)
      : row_{row}, times_{times}, next_{first} {}

  pqxx::field next() { return row_[next_++]; }

  void operator()(core::Column column, std::string& text) {
    auto const field = next();
    switch (column.text) {
      case StoredText::kDigits:
        text = extension_of(field);
        break;
      case StoredText::kName:
      case StoredText::kNameOrNull:
        text = name_of(field);
        break;
      case StoredText::kAsItIs:
      case StoredText::kNullIfEmpty:
      case StoredText::kJson:
        text = text_of(field);
    }
  }
  void operator()(core::Column, bool& flag) { flag = flag_of(next()); }
  void operator()(core::Column, std::optional<bool>& flag) {
    auto const field = next();
    if (!field.is_null()) flag = flag_of(field);
  }
  void operator()(core::Column, int& number) { number = static_cast<int>(number_of(next())); }
  void operator()(core::Column, std::int64_t& number) { number = number_of(next()); }
  void operator()(core::Column, std::uint32_t& count) { count = count_of(next()); }
  void operator()(core::Column, base::Uuid& id) { id = uuid_of(next()); }
  void operator()(core::Column, base::CallbackId& id) { id = callback_of(next()); }
  void operator()(core::Column, base::Serial& serial) {
    serial = static_cast<base::Serial>(number_of(next()));
  }
  void operator()(core::Column, base::PhoneNumber& phone) { phone = phone_of(next()); }
  void operator()(core::Column, base::Instant& at) { at = time(next()); }
  void operator()(core::Column, std::optional<base::Instant>& at) {
    auto const field = next();
    if (!field.is_null()) at = time(field);
  }
  template <typename Word>
    requires std::is_enum_v<Word>
  void operator()(core::Column, Word& word) {
    word = given_word_of<Word>(next());
  }
  template <typename Word>
    requires std::is_enum_v<Word>
  void operator()(core::Column, std::optional<Word>& word) {
    word = word_of<Word>(next());
  }
  void operator()(core::Column column, core::LegNumber& leg);
  void operator()(core::Column column, core::RoutingValues& values);  // only checks the type
  void operator()(core::Column column, core::RequiredSkills& skills);
  void operator()(core::Column column, core::Why& why);  // not `excluded`: see kExcludedColumns

 private:
  base::Instant time(pqxx::field const& field) const;

  pqxx::row const& row_;
  Times times_;
  int next_;
};

template <typename Row>
Row read_row(pqxx::row const& fields, Times times, int first = 0) {
  Row row;
  each_column(ColumnReader{fields, times, first}, row);
  return row;
}

// Returns a FROM clause that gives rows `p` of callbacks' details: contact_id, then the columns of
// callback_person. `source` is a call of journal_details, or of journal_commit, whose columns have
// the prefix o_.
inline std::string shown_people(std::string const& source, std::string const& prefix = {}) {
  return source + " d, LATERAL (SELECT d." + prefix + "contact_id AS contact_id, (d." + prefix +
         "person).*) p";
}

// Reads details from a row, beginning with its field `first`.
inline core::DetailsPtr details_of(pqxx::row const& fields, int first) {
  return std::make_shared<core::CallbackDetails>(
      read_row<core::CallbackDetails>(fields, Times::kAll, first));
}

// The columns for each group of agents that an offer `o` excluded, in order: callback_id, number of
// the offer, reason, count, skill, required.
inline constexpr char kExcludedColumns[] =
    "o.callback_id, o.number, x.value ->> 'reason' AS why_reason, x.value ->> 'count' AS "
    "why_count, "
    "x.value ->> 'skill' AS why_skill, x.value ->> 'required' AS why_required";
// The part of FROM that lists the groups of agents that an offer `o` excluded. If `excluded` in the
// offer is not a list, there is no row.
inline constexpr char kExcludedList[] =
    "json_array_elements(CASE json_typeof(o.why -> 'excluded') WHEN 'array' "
    "THEN o.why -> 'excluded' ELSE '[]' END) WITH ORDINALITY x(value, place)";
core::Why::Excluded excluded_of(pqxx::row const& row);

}  // namespace callbackd::storage
