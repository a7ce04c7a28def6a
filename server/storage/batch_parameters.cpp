#include "storage/batch_parameters.hpp"

#include <algorithm>
#include <stdexcept>

#include "storage/row_fields.hpp"

namespace callbackd::storage {
namespace {

pqxx::binarystring parameter(std::string const& bytes) {
  return pqxx::binarystring{bytes};
}

// Makes one array parameter for each call of rows(), rows_if() or ids(), in the order of the calls.
class Encoder {
 public:
  explicit Encoder(TypeOids const& oids) : oids_{oids} { arrays_.reserve(kArrayParameters); }

  template <typename Row>
  void rows(std::vector<Row> const& rows) {
    rows_if(rows, rows.size(), [](Row const&) { return true; });
  }
  // Writes only the rows that `wanted` accepts. `count` must be the number of these rows, because
  // the array begins with it.
  template <typename Row, typename Wanted>
  void rows_if(std::vector<Row> const& rows, std::size_t count, Wanted wanted) {
    BinaryRows out{oids_.of(kTypeName<Row>), count};
    for (auto const& row : rows) {
      if (!wanted(row)) continue;
      out.begin();
      write_fields(out, row);
      out.end();
    }
    arrays_.push_back(parameter(out.bytes()));
  }
  void ids(std::vector<base::CallbackId> const& ids) {
    BinaryUuids out{ids.size()};
    for (auto const& id : ids) out.add(id.value);
    arrays_.push_back(parameter(out.bytes()));
  }
  std::vector<pqxx::binarystring> take() { return std::move(arrays_); }

 private:
  TypeOids const& oids_;
  std::vector<pqxx::binarystring> arrays_;
};

}  // namespace

TypeOids::TypeOids(Connection& connection) {
  pqxx::nontransaction transaction{*connection};
  auto const rows = transaction.exec(
      "SELECT typname, oid FROM pg_type WHERE typnamespace = current_schema()::regnamespace "
      "AND (typname LIKE '%\\_row' OR typname = 'callback_person') AND typtype = 'c'");
  for (auto const& row : rows) {
    oids_.emplace_back(row[0].as<std::string>(), static_cast<TypeOid>(row[1].as<std::uint32_t>()));
  }
}

TypeOid TypeOids::of(char const* type_name) const {
  auto const found = std::find_if(oids_.begin(), oids_.end(),
                                  [&](auto const& entry) { return entry.first == type_name; });
  if (found == oids_.end())
    throw std::runtime_error{"the schema is not the one of this program: run `callbackd migrate`"};
  return found->second;
}

std::vector<pqxx::binarystring> batch_parameters(engine::Batch const& batch, TypeOids const& oids) {
  auto const& records = batch.records;
  auto const is_new = [&](core::CallbackRow const& row) { return records.is_new(row.id); };
  auto const is_changed = [&](core::CallbackRow const& row) { return !is_new(row); };
  auto const count_new = static_cast<std::size_t>(
      std::count_if(records.callbacks.begin(), records.callbacks.end(), is_new));
  Encoder encoder{oids};
  encoder.rows_if(records.callbacks, count_new, is_new);
  encoder.rows_if(records.callbacks, records.callbacks.size() - count_new, is_changed);
  encoder.rows(records.new_details);
  encoder.rows(records.details_changes);
  encoder.rows(records.events);
  encoder.rows(records.offers);
  encoder.rows(records.interactions);
  encoder.rows(records.attempts);
  encoder.rows(records.parties);
  encoder.rows(records.notes);
  encoder.ids(records.exclusions_cleared);
  encoder.rows(records.exclusions);
  encoder.rows(records.agents);
  encoder.rows(batch.idempotency);
  encoder.rows(batch.remembered);
  encoder.rows(records.definitions);
  encoder.ids(batch.wanted);
  return encoder.take();
}

}  // namespace callbackd::storage
