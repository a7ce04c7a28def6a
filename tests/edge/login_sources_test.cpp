#include "edge/login_sources.hpp"

#include <catch2/catch.hpp>

namespace callbackd::edge {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant kNow = base::Instant{} + std::chrono::hours{500'000};

base::Uuid source(std::uint64_t number) {
  return {0, number};
}

TEST_CASE("a source is known for thirty days after its last success") {
  LoginSources sources;
  sources.add({"bob", source(1), kNow});
  CHECK(sources.knows("bob", source(1), kNow + 24h * 30 - 1s));
  CHECK_FALSE(sources.knows("bob", source(1), kNow + 24h * 30));
  CHECK_FALSE(sources.knows("bob", source(2), kNow));
  CHECK_FALSE(sources.knows("eve", source(1), kNow));
  sources.add({"bob", source(1), kNow + 24h});
  sources.add({"bob", source(1), kNow});  // an older row, read after a newer success
  CHECK(sources.knows("bob", source(1), kNow + 24h * 31 - 1s));
}

TEST_CASE("a source is stored once a day at most") {
  LoginSources sources;
  CHECK(sources.is_due("bob", source(1), kNow));
  sources.add({"bob", source(1), kNow});
  CHECK_FALSE(sources.is_due("bob", source(1), kNow + 23h));
  CHECK(sources.is_due("bob", source(1), kNow + 24h));
}

TEST_CASE("of each login the latest sources are known, so many") {
  LoginSources sources;
  for (std::uint64_t each = 0; each <= records::kSourcesOfLogin; ++each) {
    sources.add({"bob", source(each), kNow + std::chrono::seconds{each}});
  }
  CHECK_FALSE(sources.knows("bob", source(0), kNow));
  CHECK(sources.knows("bob", source(1), kNow));
}

TEST_CASE("a hash says neither login nor address, and depends on both and on the server's key") {
  LoginSourceHasher const hash(std::string(32, 'k'));
  auto const here = base::Source::of_ipv4(0x7F000001);
  auto const there = base::Source::of_ipv4(0x7F000002);
  CHECK(hash("bob", here) == LoginSourceHasher(std::string(32, 'k'))("bob", here));
  CHECK(hash("bob", here) != hash("bob", there));
  CHECK(hash("bob", here) != hash("eve", here));
  CHECK(hash("bob", here) != LoginSourceHasher(std::string(32, 'x'))("bob", here));
  CHECK(LoginSourceHasher()("bob", here) != LoginSourceHasher()("bob", here));
}

}  // namespace
}  // namespace callbackd::edge
