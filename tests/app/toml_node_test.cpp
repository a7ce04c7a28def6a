#include "app/toml_node.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "core/definition/node_text.hpp"

using namespace callbackd;

TEST_CASE("a TOML text becomes a tree in the order written, with positions") {
  auto const parsed =
      app::parse_toml("b = 1\na = \"x\"\n\n[[t]]\n  c = [true, 2.5]\n[[t]]\nd = 2026-12-25\n");
  REQUIRE(parsed.errors.empty());
  CHECK(core::to_text(parsed.root) ==
        R"({ b = 1, a = "x", t = [ { c = [ true, 2.5 ] }, { d = "2026-12-25" } ] })");
  auto const* a = parsed.root.find("a");
  REQUIRE(a != nullptr);
  CHECK(a->position.line == 2);
  CHECK(a->position.column == 5);
  auto const& table = std::get<core::NodeTable>(parsed.root.value);
  CHECK(table[1].position.column == 1);
}

TEST_CASE("a syntax error is one problem with its line and column") {
  for (auto const* text :
       {"a = \n", "[a\n", "a = 1\na = 2\n", "a = \"open\n", "= 5\n", "a = [1,\n"}) {
    auto const parsed = app::parse_toml(text);
    REQUIRE(parsed.errors.size() == 1);
    CHECK(parsed.errors[0].rule == "syntax");
    CHECK(parsed.errors[0].position.line >= 1);
    CHECK(app::problem_text("f.toml", parsed.errors[0]).rfind("f.toml:", 0) == 0);
  }
}

TEST_CASE("nesting without end is a syntax error, not a crash") {
  auto const parsed = app::parse_toml("a = " + std::string(100'000, '['));
  CHECK(parsed.errors.size() == 1);
}

TEST_CASE("a tree is written so that it reads back the same") {
  std::string const long_list = "list = [\n  { name = \"" + std::string(80, 'x') +
                                "\" },\n  { name = \"" + std::string(80, 'y') + "\" },\n]\n";
  std::string const text =
      "top = 5\n\n[company]\nname = \"Say \\\"hi\\\"\\n\"\n\n[[queues]]\nname = \"a\"\n" +
      long_list + "\n[[queues]]\nname = \"b\"\n\"odd key\" = { x = 1, y = [ 1, 2 ] }\n";
  auto const parsed = app::parse_toml(text);
  REQUIRE(parsed.errors.empty());
  CHECK(app::write_toml(parsed.root) == text);
}
