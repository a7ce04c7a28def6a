// A batch as the parameters of journal_commit, in its order, each an array in binary format. Pure
// but for TypeOids, which are asked of the database once for each connection.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/ports.hpp"
#include "storage/binary_rows.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

class TypeOids {
 public:
  explicit TypeOids(Connection& connection);
  TypeOid of(char const* type_name) const;

 private:
  std::vector<std::pair<std::string, TypeOid>> oids_;
};

// Numbers at which journal_commit's arrays stand.
inline constexpr std::size_t kScalarParameters = 5;  // epoch, seq, lease_ms, at, serial
inline constexpr std::size_t kArrayParameters = 17;

std::vector<pqxx::binarystring> batch_parameters(engine::Batch const& batch, TypeOids const& oids);

}  // namespace callbackd::storage
