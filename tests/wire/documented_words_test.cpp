// Tests that the words in the answer of `explain` are exactly those that proto/README.md documents
// and the schemas allow.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <boost/json.hpp>

#include "core/messages/types.hpp"

using namespace callbackd;

namespace {

using Words = std::set<std::string>;

std::string text_of(std::string const& path) {
  std::ifstream in{CALLBACKD_SOURCE_DIR "/proto/" + path};
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

template <typename Enum>
Words sent(Enum last) {
  Words words;
  for (int value = 0; value <= static_cast<int>(last); ++value) {
    words.emplace(core::to_text(static_cast<Enum>(value)));
  }
  return words;
}

Words allowed(std::string const& schema, std::string const& pointer) {
  auto const read = boost::json::parse(text_of("schemas/" + schema));
  Words words;
  for (auto const& word : read.at_pointer(pointer).as_array()) words.emplace(word.as_string());
  return words;
}

// Returns the words in the first column of the table in proto/README.md that has this head.
Words told_in_table(std::string const& head) {
  std::istringstream in{text_of("README.md")};
  std::string line;
  while (std::getline(in, line) && line != head) {
  }
  std::getline(in, line);  // |---|
  Words words;
  while (std::getline(in, line) && line.starts_with("| `")) {
    words.insert(line.substr(3, line.find('`', 3) - 3));
  }
  return words;
}

}  // namespace

TEST_CASE("every reason that explain sends is told and allowed, and no other") {
  auto const reasons = sent(core::ExclusionReason::kNoAgents);
  CHECK(told_in_table("| reason | why | ends |") == reasons);
  CHECK(allowed("common.exclusion_now.json", "/properties/reason/enum") == reasons);
  auto of_offers = reasons;
  of_offers.erase("no_agents");  // without agents there is no offer
  CHECK(allowed("common.exclusion.json", "/properties/reason/enum") == of_offers);
}

TEST_CASE("every way to choose an agent that explain sends is told and allowed") {
  auto const ways = sent(core::ChosenBy::kOnlyCandidate);
  CHECK(allowed("http.explain.json",
                "/properties/offers/items/properties/why/properties/chosen_by/enum") == ways);
  auto const readme = text_of("README.md");
  auto const from = readme.find("`chosen_by` of an offer:");
  REQUIRE(from != std::string::npos);
  auto const told = readme.substr(from, readme.find("\n\n", from) - from);
  for (auto const& way : ways) {
    INFO(way);
    CHECK(told.find('`' + way + '`') != std::string::npos);
  }
}
