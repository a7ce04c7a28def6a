// Reads the bodies of HTTP requests from JSON text into typed values. Phone numbers stay as they
// were typed, because only the edge has the library that reads them. The edge also checks who may
// set which field (priority, queue). Pure functions; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "core/messages/command.hpp"
#include "core/messages/details.hpp"
#include "wire/decoded.hpp"

namespace callbackd::wire {

struct PostCallbackRequest {
  std::string queue;  // either queue or routing_point is given, never both
  std::string routing_point;
  std::string phone;
  core::CallbackDetails details;  // without the phone, and without what is known only later
  core::TimeWindow window;
  std::vector<std::pair<std::string, std::string>>
      routing_values;  // the values of those ReadContext::mentioned_attributes that the request has
  std::optional<int> priority;
};

struct PatchCallbackRequest {  // at least one field is given
  std::optional<core::TimeWindow> window;
  std::optional<core::RequestedTime> requested_time;  // set if `window` is set
  // Whether window->not_before is in the past. That is allowed only if the callback already has the
  // same not_before.
  bool begin_in_past = false;
  std::optional<std::string> phone;
  // A JSON object. Each of its keys replaces the stored attribute, and null removes it.
  std::optional<std::string> attributes_patch_json;
  std::optional<int> priority;
  std::optional<std::string> queue;
};

struct PostSessionRequest {
  std::string login;
  base::Secret password;
};

struct ReadContext {
  base::Instant now{};
  // Result of SiteDefinition::mentioned_attributes(). nullptr: no routing values are read.
  std::vector<std::string> const* mentioned_attributes = nullptr;
};

Decoded<PostCallbackRequest> read_post_callback(std::string_view json, ReadContext const& context);
Decoded<PatchCallbackRequest> read_patch_callback(std::string_view json, base::Instant now);
// Merges the patch into the stored attributes, and tells whether the result is within the limit
// attributes_bytes.
bool attributes_fit(std::string_view stored_json, std::string_view patch_json);
// Returns the paths of the attributes that the patch changes, for example order.total for a member
// of an object. Two numbers are different if they are written differently, such as 1 and 1.0. White
// space and escapes make no difference.
std::vector<std::string> attributes_changed(std::string_view stored_json,
                                            std::string_view patch_json);
Decoded<PostSessionRequest> read_post_session(std::string_view json);

}  // namespace callbackd::wire
