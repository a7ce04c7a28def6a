// Converts instants to what PostgreSQL reads, and back from what it prints. The whole range of
// Instant and of PostgreSQL is covered. Pure; any thread. Only instant_from_database throws.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace callbackd::storage {

// The nearest instant that PostgreSQL can keep. An instant before the begin of PostgreSQL's time,
// in 4714 BC, becomes this begin. Instant::min() and base::kNever are kept as -infinity and
// infinity.
base::Instant nearest_storable(base::Instant at);
// The instant in PostgreSQL's binary format: microseconds since 2000-01-01.
std::int64_t database_micros(base::Instant at);
// The instant as text that PostgreSQL can read, for example 2027-03-14T09:00:00.123456Z. It has
// microseconds, because a replay (replay.hpp) needs them.
std::string database_text(base::Instant at);
// Reads an instant as PostgreSQL prints it in UTC, for example 2027-03-14 09:00:00.123456+00. The
// text may end in BC, or be infinity or -infinity. Returns nullopt for any other text, and for a
// time that is later than an Instant can be.
std::optional<base::Instant> read_database_instant(std::string_view text);
base::Instant instant_from_database(std::string_view text);  // throws std::runtime_error

}  // namespace callbackd::storage
