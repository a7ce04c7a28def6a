#include "edge/net/tiny_fragment_counter.hpp"

#include <catch2/catch.hpp>

#include "net_frames.hpp"

namespace callbackd::edge::test {
namespace {

constexpr std::size_t kLeast = 16;

std::size_t counted(std::string const& bytes, std::size_t piece) {
  TinyFragmentCounter fragments(kLeast);
  std::size_t found = 0;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    found += fragments.count(std::string_view(bytes).substr(at, piece));
  return found;
}

TEST_CASE("empty and tiny fragments are counted however they arrive, and nothing else is") {
  auto const bytes = fragment(Opcode::kText, "") + fragment(Opcode::kContinuation, "tiny") +
                     frame(Opcode::kPing, "") + fragment(Opcode::kContinuation, "") +
                     fragment(Opcode::kContinuation, std::string(kLeast, 'x')) +
                     fragment(Opcode::kContinuation, std::string(300, '\0')) +
                     fragment(Opcode::kContinuation, std::string(70'000, '\0')) +
                     frame(Opcode::kContinuation, "") + frame(Opcode::kText, "") +
                     fragment(Opcode::kBinary, "");
  for (std::size_t const piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size()})
    CHECK(counted(bytes, piece) == 4);
}

}  // namespace
}  // namespace callbackd::edge::test
