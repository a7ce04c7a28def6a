#include "storage/binary_rows.hpp"

#include <cstring>

#include <endian.h>

#include "storage/instant_text.hpp"

namespace callbackd::storage {
namespace {

// The fixed numbers (OIDs) of the types that are part of PostgreSQL itself.
constexpr std::uint32_t kBool = 16, kInt8 = 20, kInt4 = 23, kText = 25, kTimestamptz = 1184,
                        kUuid = 2950, kJson = 114, kJsonb = 3802;
constexpr std::uint32_t kNullLength = 0xFFFF'FFFF;
constexpr std::size_t kTypicalRowBytes = 256;

void put_u32(std::string& out, std::uint32_t value) {
  auto const big = htobe32(value);
  out.append(reinterpret_cast<char const*>(&big), sizeof big);
}

// Writes the head of an array, as PostgreSQL's array_recv reads it: the number of dimensions, a
// flag for NULLs, the type of the elements, then the length and lower bound of each dimension.
// After the head, each element follows with its length in bytes. All numbers are big-endian.
void put_array_head(std::string& out, std::uint32_t oid, std::size_t count) {
  put_u32(out, count == 0 ? 0 : 1);  // dimensions
  put_u32(out, 0);                   // no element is null
  put_u32(out, oid);
  if (count == 0) return;
  put_u32(out, static_cast<std::uint32_t>(count));
  put_u32(out, 1);  // lower bound
}

}  // namespace

BinaryRows::BinaryRows(TypeOid row_type, std::size_t rows) {
  out_.reserve(32 + rows * kTypicalRowBytes);
  put_array_head(out_, static_cast<std::uint32_t>(row_type), rows);
}

void BinaryRows::begin() {
  row_at_ = out_.size();
  columns_ = 0;
  u64(0);  // room for its length and number of columns, which end() writes
}

void BinaryRows::end() {
  std::uint32_t const counts[] = {
      htobe32(static_cast<std::uint32_t>(out_.size() - row_at_ - sizeof(std::uint32_t))),
      htobe32(columns_)};
  std::memcpy(out_.data() + row_at_, counts, sizeof counts);
}

void BinaryRows::field(char const*, bool value) {
  head(kBool, 1);
  out_ += value ? '\1' : '\0';
}
void BinaryRows::field(char const* name, std::optional<bool> value) {
  if (!value) return null(kBool);
  field(name, *value);
}
void BinaryRows::field(char const*, int value) {
  head(kInt4, 4);
  u32(static_cast<std::uint32_t>(value));
}
void BinaryRows::field(char const*, std::int64_t value) {
  head(kInt8, 8);
  u64(static_cast<std::uint64_t>(value));
}
void BinaryRows::field(char const*, std::string_view value) {
  head(kText, value.size());
  out_ += value;
}
void BinaryRows::field(char const* name, OrNull value) {
  if (value.text.empty()) return null(kText);
  field(name, value.text);
}
void BinaryRows::field(char const*, Json value) {
  head(kJsonb, value.text.size() + 1);
  out_ += '\1';  // version of the format
  out_ += value.text;
}
void BinaryRows::field(char const*, JsonAsWritten value) {
  head(kJson, value.text.size());
  out_ += value.text;
}
void BinaryRows::field(char const* name, std::optional<JsonAsWritten> value) {
  if (!value) return null(kJson);
  field(name, *value);
}
void BinaryRows::field(char const*, base::Uuid const& value) {
  head(kUuid, 16);
  u64(value.high);
  u64(value.low);
}
void BinaryRows::field(char const*, base::Instant value) {
  head(kTimestamptz, 8);
  u64(static_cast<std::uint64_t>(database_micros(value)));
}
void BinaryRows::field(char const* name, std::optional<base::Instant> value) {
  if (!value) return null(kTimestamptz);
  field(name, *value);
}

// Writes the head of a column, as PostgreSQL's record_recv reads it: the type, then the length in
// bytes. The value follows. The length -1 means NULL.
void BinaryRows::head(std::uint32_t oid, std::size_t bytes) {
  ++columns_;
  u32(oid);
  u32(static_cast<std::uint32_t>(bytes));
}
void BinaryRows::null(std::uint32_t oid) {
  ++columns_;
  u32(oid);
  u32(kNullLength);
}
void BinaryRows::u32(std::uint32_t value) {
  put_u32(out_, value);
}
void BinaryRows::u64(std::uint64_t value) {
  auto const big = htobe64(value);
  out_.append(reinterpret_cast<char const*>(&big), sizeof big);
}

BinaryUuids::BinaryUuids(std::size_t count) {
  put_array_head(out_, kUuid, count);
}

void BinaryUuids::add(base::Uuid const& value) {
  put_u32(out_, 16);
  auto const bytes = value.bytes();
  out_.append(reinterpret_cast<char const*>(bytes.data()), bytes.size());
}

}  // namespace callbackd::storage
