// The bodies of HTTP requests, from JSON text to what they ask for. Phone numbers stay as typed:
// the edge knows the library that reads them. Who may set what (priority, queue) is the edge's
// question as well. Pure; any thread.
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
  std::string queue;  // exactly one of queue and routing_point
  std::string routing_point;
  std::string phone;
  core::CallbackDetails details;  // but the phone, and what is only known later
  core::TimeWindow window;
  std::vector<std::pair<std::string, std::string>>
      routing_values;  // of those asked for, the ones that are there
  std::optional<int> priority;
};

struct PatchCallbackRequest {  // at least one of them
  std::optional<core::TimeWindow> window;
  std::optional<core::RequestedTime> requested_time;  // with window
  bool begin_in_past = false;  // of the window: allowed if it is the one of before
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
  std::vector<std::string> const* mentioned_attributes =
      nullptr;  // SiteDefinition's; nullptr: none
};

Decoded<PostCallbackRequest> read_post_callback(std::string_view json, ReadContext const& context);
Decoded<PatchCallbackRequest> read_patch_callback(std::string_view json, base::Instant now);
// Whether attributes stay within their limit once the patch is merged into them.
bool attributes_fit(std::string_view stored_json, std::string_view patch_json);
// The members whose value the patch makes another, by how it is written; of objects their members,
// with a dot between the names.
std::vector<std::string> attributes_changed(std::string_view stored_json,
                                            std::string_view patch_json);
Decoded<SessionRequest> read_session_request(std::string_view json);

}  // namespace callbackd::wire
