#include "wire/http_requests.hpp"

#include <algorithm>
#include <map>

#include "base/limits.hpp"
#include "wire/field_reader.hpp"
#include "wire/field_rules.hpp"
#include "wire/json_writer.hpp"
#include "wire/raw_json.hpp"
#include "wire/requested_time.hpp"
#include "wire/strict_json.hpp"

namespace callbackd::wire {
namespace {

constexpr std::size_t kLoginChars = 200;
constexpr std::size_t kPasswordChars = 1000;
constexpr std::string_view kAttributesPrefix = "attributes.";

// Whether an error of the JSON parser is inside the field `attributes`. There, a nesting that is
// too deep or a number that is too large is a mistake of that field (422). In any other place it
// makes the whole body malformed (400).
bool inside_attributes(JsonError const& error) {
  return error.path == "attributes" || error.path.starts_with(kAttributesPrefix);
}

// Parses the body into an object, calls `read` for it, and then reports unknown members and U+0000.
template <class T, class Read>
Decoded<T> read_body(std::string_view text, Read read) {
  Decoded<T> decoded;
  std::vector<std::string> nul_fields;
  auto const parsed = parse_strict(text, base::kLimits.json_depth, &nul_fields);
  if (!parsed) {
    auto const& error = parsed.error();
    if (error.too_deep && inside_attributes(error)) {
      decoded.errors.push_back({"attributes", "too_deep", too_deep_message()});
    } else if (error.number_too_large && inside_attributes(error)) {
      decoded.errors.push_back({error.path, "range", "Must not contain a number beyond 1.79e308."});
    } else {
      decoded.malformed = error.to_text();
    }
  } else if (auto const* const object = parsed->if_object()) {
    FieldReader reader{*object, "", decoded.errors};
    read(reader, decoded.value);
    reader.finish();
    report_nul(nul_fields, decoded.errors);
  } else {
    decoded.errors.push_back({"", "type", "Must be an object."});
  }
  return decoded;
}

void read_contact(FieldReader& body, PostCallbackRequest& request) {
  auto const* const object = body.object("contact", Presence::kRequired);
  if (object == nullptr) return;
  FieldReader contact{*object, "contact", body.errors()};
  auto& details = request.details;
  details.name =
      contact.text("name", {.max_chars = base::kLimits.name_chars, .charset = Charset::kName})
          .value_or("");
  request.phone = contact.text("phone", phone_rule(Presence::kRequired)).value_or("");
  details.email = read_email(contact, "email").value_or("");
  details.locale = read_locale(contact, "locale").value_or("");
  contact.finish();
}

void read_destination(FieldReader& body, PostCallbackRequest& request) {
  bool const both = body.has("queue") && body.has("routing_point");
  bool const neither = !body.has("queue") && !body.has("routing_point");
  request.queue = body.text("queue", name_rule()).value_or("");
  request.routing_point = body.text("routing_point", name_rule()).value_or("");
  if (both) body.fail("routing_point", "exclusive", "Must not be given together with queue.");
  if (neither) body.fail("queue", "required", "Either queue or routing_point must be given.");
}

std::optional<When> read_when_member(FieldReader& body, base::Instant now, PastBegin past) {
  auto const* const object = body.object("when");
  if (object == nullptr) return std::nullopt;
  FieldReader when{*object, "when", body.errors()};
  return read_when(when, now, past);
}

// The values of those paths in `mentioned` that the request has. A path is contact.locale, or
// begins with "attributes.".
std::vector<std::pair<std::string, std::string>> values_for_routing(
    PostCallbackRequest const& request, std::optional<std::string> const& attributes,
    std::vector<std::string> const& mentioned) {
  std::vector<std::pair<std::string, std::string>> values;
  for (auto const& path : mentioned) {
    if (path == "contact.locale" && !request.details.locale.empty())
      values.emplace_back(path, request.details.locale);
    if (!path.starts_with(kAttributesPrefix) || !attributes) continue;
    auto const value =
        find_raw(*attributes, std::string_view{path}.substr(kAttributesPrefix.size()));
    auto text = value ? routing_text(*value) : std::nullopt;
    if (text) values.emplace_back(path, std::move(*text));
  }
  return values;
}

// Adds to `out` the paths at which two JSON values differ. An empty text and null both mean that
// there is no value. If both values are objects, their members are compared one by one.
void add_differences(std::string const& path, std::string_view before, std::string_view after,
                     std::vector<std::string>& out) {
  auto const text_of = [](std::string_view value) {
    return value == "null" || value.empty() ? std::string{} : compact_json(value);
  };
  if (text_of(before) == text_of(after)) return;
  if (!before.starts_with('{') || !after.starts_with('{')) return out.push_back(path);
  std::map<std::string, std::pair<std::string_view, std::string_view>> members;
  for (auto const& member : raw_members(before)) members[member.key].first = member.value;
  for (auto const& member : raw_members(after)) members[member.key].second = member.value;
  for (auto const& [key, values] : members) {
    add_differences(path + '.' + key, values.first, values.second, out);
  }
}

}  // namespace

Decoded<PostCallbackRequest> read_post_callback(std::string_view json, ReadContext const& context) {
  return read_body<PostCallbackRequest>(json, [&](FieldReader& body, PostCallbackRequest& request) {
    read_destination(body, request);
    read_contact(body, request);
    if (auto when = read_when_member(body, context.now, PastBegin::kMistake)) {
      request.window = when->window;
      request.details.when = std::move(when->words);
    }
    auto const attributes = read_attributes(body, "attributes", json);
    if (attributes) request.details.attributes_json = *attributes;
    request.priority = read_priority(body, "priority");
    if (context.mentioned_attributes != nullptr) {
      request.routing_values =
          values_for_routing(request, attributes, *context.mentioned_attributes);
    }
  });
}

Decoded<PatchCallbackRequest> read_patch_callback(std::string_view json, base::Instant now) {
  return read_body<PatchCallbackRequest>(
      json, [&](FieldReader& body, PatchCallbackRequest& request) {
        if (body.empty()) {
          body.errors().push_back({"", "required", "At least one field must be given."});
        }
        if (auto when = read_when_member(body, now, PastBegin::kToCompare)) {
          request.begin_in_past = when->begin_in_past;
          request.window = when->window;
          request.requested_time = std::move(when->words);
        }
        request.phone = body.text("phone", phone_rule(Presence::kOptional));
        request.attributes_patch_json = read_attributes(body, "attributes", json);
        request.priority = read_priority(body, "priority");
        request.queue = body.text("queue", name_rule());
      });
}

std::vector<std::string> attributes_changed(std::string_view stored_json,
                                            std::string_view patch_json) {
  std::map<std::string, std::string_view> stored;
  for (auto const& member : raw_members(stored_json)) stored[member.key] = member.value;
  std::vector<std::string> changed;
  for (auto const& member : raw_members(patch_json)) {
    add_differences(member.key, stored[member.key], member.value, changed);
  }
  return changed;
}

bool attributes_fit(std::string_view stored_json, std::string_view patch_json) {
  std::map<std::string, std::string_view> merged;
  for (auto const& member : raw_members(stored_json)) merged[member.key] = member.value;
  for (auto const& member : raw_members(patch_json)) merged[member.key] = member.value;
  std::string text = "{";
  for (auto const& [key, value] : merged) {
    if (value == "null") continue;
    if (text.size() > 1) text += ',';
    append_quoted(text, key);
    text += ':' + compact_json(value);
  }
  return text.size() + 1 <= base::kLimits.attributes_bytes;
}

Decoded<PostSessionRequest> read_post_session(std::string_view json) {
  return read_body<PostSessionRequest>(json, [](FieldReader& body, PostSessionRequest& request) {
    TextRule const login{.presence = Presence::kRequired, .min_chars = 1, .max_chars = kLoginChars};
    TextRule const password{.presence = Presence::kRequired,
                            .min_chars = 1,
                            .max_chars = kPasswordChars,
                            .charset = Charset::kAny};
    request.login = body.text("login", login).value_or("");
    if (auto text = body.text("password", password)) {
      request.password = base::Secret{*text};
      base::wipe(*text);
    }
  });
}

}  // namespace callbackd::wire
