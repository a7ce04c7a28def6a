// Makes the array parameters of journal_commit from a batch: one array for each kind of rows. The
// arrays are in the order in which journal_commit takes them, and in PostgreSQL's binary format.
// batch_parameters() is pure, and is called on the writer's thread (journal_writer.hpp). A
// JournalSession makes and owns a TypeOids. The TypeOids asks the database once for each
// connection, on the thread that prepares the session (journal_session.hpp).
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/ports.hpp"
#include "storage/binary_rows.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

// The numbers (OIDs) that PostgreSQL gave to the composite types of this schema, for example to
// callback_row. A binary array names the type of its elements by this number. Other schemas have
// other numbers.
class TypeOids {
 public:
  explicit TypeOids(Connection& connection);
  TypeOid of(char const* type_name) const;

 private:
  std::vector<std::pair<std::string, TypeOid>> oids_;
};

// journal_commit takes the scalar parameters first, then the arrays.
inline constexpr std::size_t kScalarParameters = 6;  // epoch, seq, lease_ms, at, serial, zones
inline constexpr std::size_t kArrayParameters = 17;

std::vector<pqxx::binarystring> batch_parameters(engine::Batch const& batch, TypeOids const& oids);

}  // namespace callbackd::storage
