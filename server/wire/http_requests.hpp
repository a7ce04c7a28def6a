// Reads the bodies of HTTP requests from JSON text into typed values. Phone numbers stay as typed:
// the edge has the library that reads them. Which principal may set which field (priority, queue)
// is checked by the edge too. Pure functions; any thread.
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
  std::string queue;  // exactly one of queue and routing_point is given
  std::string routing_point;
  std::string phone;
  core::CallbackDetails details;  // but the phone, and what is only known later
  core::TimeWindow window;
  std::vector<std::pair<std::string, std::string>>
      routing_values;  // of those asked for, the ones that are there
  std::optional<int> priority;
};

struct PatchCallbackRequest {  // at least one field is given
  std::optional<core::TimeWindow> window;
  std::optional<core::RequestedTime> requested_time;  // with window
  bool begin_in_past = false;  // window->not_before is past: allowed only if it is the stored one
  std::optional<std::string> phone;
  std::optional<std::string> attributes_patch_json;  // top-level keys replace; null removes
  std::optional<int> priority;
  std::optional<std::string> queue;
};

struct SessionRequest {
  std::string login;
  base::Secret password;
};

struct ReadContext {
  base::Instant now{};
  // SiteDefinition::mentioned_attributes(); nullptr: no routing values are read.
  std::vector<std::string> const* mentioned_attributes = nullptr;
};

Decoded<PostCallbackRequest> read_post_callback(std::string_view json, ReadContext const& context);
Decoded<PatchCallbackRequest> read_patch_callback(std::string_view json, base::Instant now);
// Whether the stored attributes are still within attributes_bytes when the patch is merged into
// them.
bool attributes_fit(std::string_view stored_json, std::string_view patch_json);
// The paths of the attributes that the patch changes. Values are compared by how they are written.
// Members of objects have dotted paths: order.total.
std::vector<std::string> attributes_changed(std::string_view stored_json,
                                            std::string_view patch_json);
Decoded<SessionRequest> read_session_request(std::string_view json);

}  // namespace callbackd::wire
