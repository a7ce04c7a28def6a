// One connection of the journal writer: commits a batch in one round trip, and finds out afterwards
// whether one is in. The writer's thread; interrupt() from any. Throws what libpqxx throws:
// sort_error tells what it means. Never retries.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/ports.hpp"
#include "storage/batch_parameters.hpp"
#include "storage/connection.hpp"

namespace callbackd::storage {

class JournalSession {
 public:
  struct Lease {
    std::int64_t epoch = 0;
    base::Duration time{};
  };
  JournalSession(Place const& place, Lease lease);  // connects, within the time-outs of libpq
  void prepare();                                   // before anything else

  void write_lease(Lease lease) { lease_ = lease; }  // with what comes from now on
  // True: durable wherever it must be. False: in, but a warning says that the standby may not have
  // it.
  bool commit(engine::Batch const& batch, engine::Committed& committed);

  struct Standing {
    std::int64_t epoch = 0;
    std::uint64_t journal_seq = 0;
    bool confirmed = true;  // no warning: what it says is durable wherever it must be
  };
  // Waits for any earlier transaction of the cell to end, and extends the lease while the epoch is
  // ours.
  Standing settle();
  // What commit would have told of a batch that turned out to be in.
  void read_back(engine::Batch const& batch, engine::Committed& committed);
  void give_up();  // ends the lease now
  void interrupt() noexcept { connection_.interrupt(); }

 private:
  Lease lease_;
  Connection connection_;
  std::optional<TypeOids> oids_;
};

}  // namespace callbackd::storage
