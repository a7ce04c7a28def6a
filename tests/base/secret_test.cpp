#include "base/secret.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>

using namespace callbackd;

namespace {

// The first text is so long that a std::string keeps it on the heap. The second is so short that a
// std::string keeps it inside itself.
char const* const kTexts[] = {"correct horse battery staple, and more", "short"};

bool holds(void const* bytes, std::size_t size, std::string_view text) {
  std::string_view const all(static_cast<char const*>(bytes), size);
  return all.find(text) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a wiped text leaves nothing of itself, nor of a longer one before") {
  for (std::string const text : kTexts) {
    std::string wiped = text;
    wiped.resize(2);
    auto const* const bytes = wiped.data();
    auto const room = wiped.capacity();
    base::wipe(wiped);
    CHECK(wiped.empty());
    CHECK(std::all_of(bytes, bytes + room, [](char c) { return c == '\0'; }));
  }
}

TEST_CASE("a secret that was moved from, or is gone, is in its place no more") {
  for (std::string const text : kTexts) {
    alignas(base::Secret) unsigned char room[sizeof(base::Secret)];
    auto* const first = new (room) base::Secret{text};
    base::Secret const second = std::move(*first);
    CHECK(second.view() == text);
    CHECK(first->view().empty());
    CHECK_FALSE(holds(room, sizeof room, text));
    *first = second;
    CHECK(first->view() == text);
    first->~Secret();
    CHECK_FALSE(holds(room, sizeof room, text));
  }
}
