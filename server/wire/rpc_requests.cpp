#include "wire/rpc_requests.hpp"

#include <boost/json/object.hpp>
#include <cmath>

#include "wire/field_reader.hpp"
#include "wire/field_rules.hpp"
#include "wire/json_text.hpp"
#include "wire/raw_json.hpp"
#include "wire/rpc_methods.hpp"
#include "wire/strict_json.hpp"

namespace callbackd::wire {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdChars = 100;

bool is_whole(json::value const& value) {
  if (value.is_double()) return std::trunc(value.get_double()) == value.get_double();
  return value.is_number();
}

// The id of a request as JSON text. A number is copied from `text_of_message`, so that the answer
// has exactly the same id. Empty: the id is not a string or whole number of 1 to 100 characters.
std::string id_text(json::object const& message, std::string_view text_of_message) {
  auto const* const id = message.if_contains("id");
  if (id == nullptr) return {};
  if (auto const* const text = id->if_string()) {
    std::size_t const chars = count_chars({text->data(), text->size()});
    return chars == 0 || chars > kIdChars ? std::string{} : json_text(*id);
  }
  auto const written = find_raw(text_of_message, "id");
  if (!is_whole(*id) || !written || written->size() > kIdChars) return {};
  return std::string{*written};
}

std::string hash_input_of(std::string_view method, json::object const& params) {
  json::object without_request_id = params;
  without_request_id.erase("request_id");
  return std::string{method} + '\n' + json_text(without_request_id, KeyOrder::kSorted);
}

// Checks all members of the request except params. Returns no errors if they are good; then
// `method` is set.
FieldErrors check_envelope(json::object const& message, bool has_id, std::string& method) {
  static constexpr std::string_view kVersions[] = {"2.0"};
  FieldErrors errors;
  FieldReader reader{message, "", errors};
  reader.word("jsonrpc", Presence::kRequired, kVersions);
  if (reader.take("id", Presence::kRequired) != nullptr && !has_id) {
    reader.fail(
        "id", "format",
        "Must be a string of 1 to 100 characters, or a whole number of at most 100 characters.");
  }
  TextRule const rule{.presence = Presence::kRequired, .min_chars = 1, .max_chars = kIdChars};
  method = reader.text("method", rule).value_or("");
  reader.take("params");
  reader.finish();
  return errors;
}

// Reads the params with the function of the method's row, and the request_id if the method may have
// one.
FieldErrors read_params(MethodRow const& row, json::object const& message, base::Instant now,
                        RpcRequest& request) {
  FieldErrors errors;
  static json::object const kNoParams;
  auto const* const given = message.if_contains("params");
  auto const* const params = given == nullptr ? &kNoParams : given->if_object();
  if (params == nullptr) return {{"", "type", "The member params must be an object."}};
  FieldReader reader{*params, "", errors};
  request.method = row.read({reader, now, request});
  if (row.takes_request_id) request.request_id = read_request_id(reader);
  reader.finish();
  if (errors.empty()) request.hash_input = hash_input_of(row.name, *params);
  return errors;
}

// Turns the paths of strings with U+0000 into the form that data.errors uses, which is without
// "params.". Strings outside of params are left out, because they are not stored.
std::vector<std::string> inside_params(std::vector<std::string> paths) {
  constexpr std::string_view kParams = "params";
  std::vector<std::string> inside;
  for (auto& path : paths) {
    if (path == kParams) inside.emplace_back();
    if (path.starts_with("params.")) inside.push_back(path.substr(kParams.size() + 1));
  }
  return inside;
}

}  // namespace

DecodedRpc read_rpc_request(std::string_view text, base::Instant now) {
  DecodedRpc decoded;
  std::vector<std::string> nul_fields;
  auto const parsed = parse_strict(text, base::kLimits.json_depth, &nul_fields);
  if (!parsed) {
    decoded.error = RpcError{kParseError, "Parse error: " + parsed.error().to_text(), {}};
    return decoded;
  }
  auto const* const message = parsed->if_object();
  if (message == nullptr) {
    decoded.error =
        RpcError{kInvalidRequest, "Invalid request: send one object in each message.", {}};
    return decoded;
  }
  auto id = id_text(*message, text);
  bool const has_id = !id.empty();
  if (has_id) decoded.id_json = std::move(id);
  std::string method;
  if (auto errors = check_envelope(*message, has_id, method); !errors.empty()) {
    decoded.error = RpcError{kInvalidRequest, "Invalid request.", std::move(errors)};
    return decoded;
  }
  auto const* const row = find_method(method);
  if (row == nullptr) {
    decoded.error = RpcError{kMethodNotFound, "Method not found.", {}};
    return decoded;
  }
  decoded.request.bound = row->bound;
  auto errors = read_params(*row, *message, now, decoded.request);
  report_nul(inside_params(nul_fields), errors);
  if (!errors.empty()) {
    decoded.error = RpcError{kInvalidParams, "Invalid params.", std::move(errors)};
  }
  return decoded;
}

core::CommandBody with_agent(base::AgentId agent, core::CommandBody command,
                             std::optional<core::ClassedNumber> const& phone) {
  std::visit(
      [&](auto& given) {
        if constexpr (requires { given.agent; }) {
          given.agent = agent;
          if constexpr (requires { given.phone; }) given.phone = phone;
          if constexpr (requires { given.target; }) given.target.phone = phone;
        }
      },
      command);
  return command;
}

}  // namespace callbackd::wire
