// Tests two rules that did not exist yet when the first definitions came into force. One is for
// names and titles that people read, the other for disposition codes that contain other codes. A
// new definition that breaks such a rule is refused. In a definition that is already in force, the
// part that breaks the rule has no effect.
#include <string>

#include <catch2/catch.hpp>

#include "core/definition/site_decoder.hpp"
#include "core/node_from_text.hpp"

namespace callbackd::core::test {
namespace {

struct Broken {
  char const* text;  // @ is replaced by the name
  char const* field;
};

constexpr Broken kNames[] = {
    {R"({ company = { name = "@" } })", "company.name"},
    {R"({ sites = [ { name = "@" } ] })", "sites[0].name"},
    {R"({ not_ready_reasons = [ { code = "@" } ] })", "not_ready_reasons[0].code"},
    {R"({ not_ready_reasons = [ { code = "a", label = "@" } ] })", "not_ready_reasons[0].label"},
    {R"({ skills = [ { name = "@" } ] })", "skills[0].name"},
    {R"({ agents = [ { login = "@" } ] })", "agents[0].login"},
    {R"({ agents = [ { login = "a", name = "@" } ] })", "agents[0].name"},
    {R"({ hours = [ { name = "@" } ] })", "hours[0].name"},
    {R"({ code_lists = [ { name = "@" } ] })", "code_lists[0].name"},
    {R"({ code_lists = [ { name = "l", codes = [ { code = "@" } ] } ] })",
     "code_lists[0].codes[0].code"},
    {R"({ code_lists = [ { name = "l", codes = [ { code = "a", label = "@" } ] } ] })",
     "code_lists[0].codes[0].label"},
    {R"({ layouts = [ { name = "@" } ] })", "layouts[0].name"},
    {R"({ layouts = [ { name = "l", notification = [ { from = "when", label = "@" } ] } ] })",
     "layouts[0].notification[0].label"},
    {R"({ queues = [ { name = "@" } ] })", "queues[0].name"},
    {R"({ queues = [ { name = "q", title = "@" } ] })", "queues[0].title"},
    {R"({ routing_points = [ { name = "@", rules = [ { queue = "q" } ] } ], queues = [ { name = "q" } ] })",
     "routing_points[0].name"},
    {R"({ responses = [ { name = "@" } ] })", "responses[0].name"},
};

std::string with(std::string text, std::string const& name) {
  return text.replace(text.find('@'), 1, name);
}

std::string errors_at(DecodedSite const& decoded, std::string const& field) {
  std::string rules;
  for (auto const& error : decoded.errors) {
    if (error.field == field) rules += std::string{error.rule} + ' ';
  }
  return rules;
}

bool says(std::vector<SiteProblem> const& problems, std::string const& field) {
  for (auto const& problem : problems) {
    if (problem.field == field && problem.rule == "format") return true;
  }
  return false;
}

}  // namespace

TEST_CASE("no name or title of a definition turns the direction of the text or shows nothing") {
  for (auto const& [text, field] : kNames) {
    for (auto const* name : {"a\u202eb", "a\u2066b", "\u200b\u00a0", "a\u0085b"}) {
      INFO(field << ' ' << name);
      CHECK(errors_at(decode_site(node_from_text(with(text, name))), field) == "format ");
    }
    for (auto const* name : {"Ada", "יוסי\u200f", "李"}) {
      INFO(field << ' ' << name);
      CHECK(errors_at(decode_site(node_from_text(with(text, name))), field).empty());
    }
  }
}

TEST_CASE("in force such a title is as if it were not written, and such a name is kept") {
  for (auto const& [text, field] : kNames) {
    INFO(field);
    auto const root = node_from_text(with(text, "a\u202eb"));
    auto const decoded = decode_site(root, DefinitionIs::kInForce);
    REQUIRE(decoded.site);
    CHECK(says(decoded.notices, field));
    CHECK(decoded.site->inert_parts == 1);
  }
  auto const titled =
      decode_site(node_from_text("{ queues = [ { name = \"q\", title = \"a\u202eb\" } ] }"),
                  DefinitionIs::kInForce);
  REQUIRE(titled.site);
  CHECK(titled.site->queues[0].title == "q");
}

TEST_CASE("a code that groups others is no default, and check lists such codes") {
  std::string const text =
      R"({ code_lists = [ { name = "l", codes = [ { code = "sold" }, { code = "lost", codes = [ { code = "price" } ] } ] } ],
           queues = [ { name = "q", codes = "l", default_code = "lost" } ] })";
  auto const decoded = decode_site(node_from_text(text));
  CHECK(errors_at(decoded, "queues[0].default_code") == "has_children ");
  auto const in_force = decode_site(node_from_text(text), DefinitionIs::kInForce);
  REQUIRE(in_force.site);
  CHECK(in_force.site->inert_parts == 1);
  CHECK(in_force.site->queues[0].default_code.empty());
  CHECK(in_force.site->code_lists[0].dispositions() == std::vector<std::string>{"sold", "price"});
  bool listed = false;
  for (auto const& notice : in_force.notices) {
    bool const about = notice.field == "code_lists[0]" && notice.rule == "has_children";
    listed = listed || (about && notice.message.ends_with(": lost."));
  }
  CHECK(listed);
}

}  // namespace callbackd::core::test
