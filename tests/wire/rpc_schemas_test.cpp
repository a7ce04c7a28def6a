// Compares the reader of every RPC method with the schema of the method. Both must require and
// allow the same params.
#include "wire/rpc_methods.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <string>

#include <boost/json.hpp>

#include "wire/rpc_requests.hpp"
#include "wire_support.hpp"

using namespace callbackd;
using namespace callbackd::wire;
namespace json = boost::json;

namespace {

json::value schema_of(std::string const& method) {
  std::ifstream in{CALLBACKD_SOURCE_DIR "/proto/schemas/ws.request." + method + ".json"};
  return json::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
}

// Reads an example message after a change of its params. Returns the errors as one text.
template <class Change>
std::string errors_of(json::value const& example, Change change) {
  json::object message = example.as_object();
  if (!message.contains("params")) message["params"] = json::object{};
  change(message["params"].as_object());
  auto const decoded = read_rpc_request(json::serialize(message), test::kNow);
  return decoded.error ? test::summary(decoded.error->errors) : "";
}

std::string errors_of(json::value const& example) {
  return errors_of(example, [](json::object&) {});
}

std::set<std::string> required_params(json::value const& schema) {
  std::set<std::string> names;
  auto const& params = schema.at("properties").at("params").as_object();
  if (!params.contains("required")) return names;
  for (auto const& name : params.at("required").as_array()) names.emplace(name.as_string());
  return names;
}

bool has_param(json::value const& schema, char const* name) {
  auto const& params = schema.at("properties").at("params").as_object();
  auto const* const properties = params.if_contains("properties");
  return properties != nullptr && properties->as_object().contains(name);
}

}  // namespace

TEST_CASE("every method reads its examples, and a request_id where its schema has one") {
  for (auto const& row : all_methods()) {
    std::string const name{row.name};
    CAPTURE(name);
    auto const schema = schema_of(name);
    CHECK(row.takes_request_id == has_param(schema, "request_id"));
    for (auto const& example : schema.at("examples").as_array()) {
      CHECK(example.at("method").as_string() == row.name);
      CHECK(errors_of(example) == "");
      auto const with_one = [](json::object& params) { params["request_id"] = "r"; };
      CHECK(errors_of(example, with_one) ==
            (row.takes_request_id ? "" : "request_id unknown_field"));
    }
  }
}

TEST_CASE(
    "every method names a required param that is missing, one of another type, and a strange one") {
  for (auto const& row : all_methods()) {
    std::string const name{row.name};
    CAPTURE(name);
    auto const schema = schema_of(name);
    auto const& example = schema.at("examples").as_array().at(0);
    CHECK(errors_of(example, [](json::object& params) { params["colour"] = 1; }) ==
          "colour unknown_field");
    for (auto const& param : required_params(schema)) {
      CAPTURE(param);
      CHECK(errors_of(example, [&](json::object& params) { params.erase(param); }) ==
            param + " required");
      CHECK(errors_of(example, [&](json::object& params) { params[param] = true; }) ==
            param + " type");
    }
  }
}
