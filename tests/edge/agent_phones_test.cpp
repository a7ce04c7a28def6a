#include "edge/agent_phones.hpp"

#include <catch2/catch.hpp>

using namespace callbackd;

namespace {

std::string dialled(std::string region, std::string phone) {
  core::SiteDefinition definition;
  definition.company.default_region = std::move(region);
  core::Agent agent;
  agent.phone = std::move(phone);
  definition.agents.push_back(std::move(agent));
  edge::classify_phones(definition);
  auto const& number = definition.agents[0].phone_number;
  return number ? base::to_text(*number) : "of the house";
}

}  // namespace

TEST_CASE("an agent's phone is read as the company's country dials it") {
  CHECK(dialled("AU", "0011449098790000") == "+449098790000");
  CHECK(dialled("HK", "001449098790000") == "+449098790000");
  CHECK(dialled("GB", "0049302312510") == "+49302312510");
  CHECK(dialled("", "0049302312510") == "+49302312510");
  CHECK(dialled("GB", "+49302312510") == "+49302312510");
  CHECK(dialled("DE", "0302312510") == "+49302312510");
  CHECK(dialled("DE", "1001") == "of the house");
  CHECK(dialled("", "0302312510") == "of the house");
}
