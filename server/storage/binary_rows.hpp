// BinaryRows writes an array of one composite type in PostgreSQL's binary format, as its functions
// array_recv and record_recv read it. This is the cheapest way to pass many rows to one call, and
// no text has to be quoted. Rows are written field by field (row_fields.hpp). A value that uses no
// connection. batch_parameters() makes one for each kind of rows; writer's thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "base/uuid.hpp"

namespace callbackd::storage {

struct Json {  // text that is JSON, for a column of type jsonb
  std::string_view text;
};
struct JsonAsWritten {  // text that is JSON, for a column of type json: it stays as it was written
  std::string_view text;
};
struct OrNull {  // an empty text is written as NULL
  std::string_view text;
};
enum class TypeOid : std::uint32_t {};

class BinaryRows {
 public:
  // `rows`: how many rows will be written. Exactly this many must follow.
  BinaryRows(TypeOid row_type, std::size_t rows);

  // To write a row, call begin(), then field() for each column in the order of the composite type,
  // then end(). The names of the fields are not written; only a dump (batch_dump.hpp) shows them.
  void begin();
  void end();
  void field(char const* name, bool value);
  void field(char const* name, std::optional<bool> value);
  void field(char const* name, int value);
  void field(char const* name, std::uint32_t value) { field(name, static_cast<int>(value)); }
  void field(char const* name, std::int64_t value);
  void field(char const* name, std::string_view value);
  void field(char const* name, OrNull value);
  void field(char const* name, Json value);
  void field(char const* name, JsonAsWritten value);
  void field(char const* name, std::optional<JsonAsWritten> value);
  void field(char const* name, base::Uuid const& value);
  void field(char const* name, base::Instant value);
  void field(char const* name, std::optional<base::Instant> value);
  std::string const& bytes() const { return out_; }

 private:
  void head(std::uint32_t oid, std::size_t bytes);
  void null(std::uint32_t oid);
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);

  std::string out_;
  std::uint32_t columns_ = 0;  // of the current row
  std::size_t row_at_ = 0;     // where the current row begins in out_
};

// Writes an array of UUIDs in PostgreSQL's binary format.
class BinaryUuids {
 public:
  explicit BinaryUuids(std::size_t count);
  void add(base::Uuid const& value);
  std::string const& bytes() const { return out_; }

 private:
  std::string out_;
};

}  // namespace callbackd::storage
