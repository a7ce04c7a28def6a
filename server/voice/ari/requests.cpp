#include "voice/ari/requests.hpp"

#include <boost/json.hpp>

#include "voice/ari/event.hpp"
#include "voice/ari/json_text.hpp"

namespace callbackd::voice::ari {
namespace {

std::string filled(std::string text, std::string_view place, std::string_view with) {
  for (auto at = text.find(place); at != std::string::npos;
       at = text.find(place, at + with.size())) {
    text.replace(at, place.size(), with);
  }
  return text;
}

std::string endpoint(CallOptions const& options, core::Dial const& dial) {
  if (dial.reach == core::Reach::kAgentPhone)
    return filled(options.agent_endpoint, kPhonePlace, dial.endpoint);
  std::string_view digits = dial.endpoint;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  return filled(filled(options.contact_endpoint, kNumberPlace, dial.endpoint), kDigitsPlace,
                digits);
}

std::string of_channel(CallOptions const& options, core::LegId const& leg, std::string_view rest) {
  return "/channels/" + percent_encoded(channel_id(options.application, leg)).append(rest);
}

std::string of_bridge(CallOptions const& options, BridgeName const& name, std::string_view rest) {
  return "/bridges/" + percent_encoded(bridge_id(options.application, name)).append(rest);
}

std::string with_channel(CallOptions const& options, core::LegId const& leg,
                         std::string_view what) {
  return std::string(what) + "?channel=" + percent_encoded(channel_id(options.application, leg));
}

}  // namespace

RestRequest originate(CallOptions const& options, core::Dial const& dial) {
  boost::json::object body{{"endpoint", endpoint(options, dial)},
                           {"app", options.application},
                           {"appArgs", "leg"},
                           {"timeout", dial.ring_timeout.count()}};
  if (!dial.caller_id.empty()) body["callerId"] = dial.caller_id;
  // Asterisk itself ends the leg after the time `longest`. So this limit also works while callbackd
  // is down, and for legs that talk on after ReleaseMix.
  if (dial.longest.count() > 0) {
    body["variables"] = {{"TIMEOUT(absolute)", std::to_string(dial.longest.count())}};
  }
  return {Method::kPost, of_channel(options, dial.leg, ""), boost::json::serialize(body), true};
}

RestRequest hang_up(CallOptions const& options, core::LegId const& leg) {
  return {Method::kDelete, of_channel(options, leg, "?reason=normal"), {}};
}

RestRequest detect_machine(CallOptions const& options, core::LegId const& leg) {
  return {Method::kPost,
          of_channel(options, leg,
                     "/continue?context=" + percent_encoded(options.machine_context) +
                         "&extension=s&priority=1"),
          {}};
}

RestRequest send_digits(CallOptions const& options, core::LegId const& leg,
                        std::string_view digits) {
  return {Method::kPost, of_channel(options, leg, "/dtmf?dtmf=" + percent_encoded(digits)), {}};
}

RestRequest start_music(CallOptions const& options, core::LegId const& leg) {
  return {Method::kPost,
          of_channel(options, leg, "/moh?mohClass=" + percent_encoded(options.music_class)),
          {}};
}
RestRequest stop_music(CallOptions const& options, core::LegId const& leg) {
  return {Method::kDelete, of_channel(options, leg, "/moh"), {}};
}
RestRequest start_ringing(CallOptions const& options, core::LegId const& leg) {
  return {Method::kPost, of_channel(options, leg, "/ring"), {}};
}
RestRequest stop_ringing(CallOptions const& options, core::LegId const& leg) {
  return {Method::kDelete, of_channel(options, leg, "/ring"), {}};
}

// Makes a bridge. It needs the type dtmf_events, because a bridge of the type mixing alone loses
// the digits that we send.
RestRequest make_bridge(CallOptions const& options, BridgeName const& name) {
  auto const id = percent_encoded(bridge_id(options.application, name));
  return {Method::kPost,
          "/bridges?type=mixing%2Cdtmf_events&bridgeId=" + id +
              (name.mix == kReleasedMix ? "&name=let%20go" : "&name=call"),
          {}};
}
RestRequest end_bridge(CallOptions const& options, BridgeName const& name) {
  return {Method::kDelete, of_bridge(options, name, ""), {}};
}
RestRequest add_to_bridge(CallOptions const& options, BridgeName const& name,
                          core::LegId const& leg) {
  return {Method::kPost, of_bridge(options, name, with_channel(options, leg, "/addChannel")), {}};
}
RestRequest remove_from_bridge(CallOptions const& options, BridgeName const& name,
                               core::LegId const& leg) {
  return {
      Method::kPost, of_bridge(options, name, with_channel(options, leg, "/removeChannel")), {}};
}

RestRequest list_channels() {
  return {Method::kGet, "/channels", {}};
}
RestRequest list_bridges() {
  return {Method::kGet, "/bridges", {}};
}
RestRequest look_at_application(CallOptions const& options) {
  return {Method::kGet, "/applications/" + percent_encoded(options.application), {}};
}
RestRequest filter_events(CallOptions const& options) {
  return {Method::kPut, "/applications/" + percent_encoded(options.application) + "/eventFilter",
          event_filter_json()};
}

RestRequest look_at_timeout_module() {
  return {Method::kGet, "/asterisk/modules/" + percent_encoded(kTimeoutModule), {}};
}

std::optional<bool> is_running(RestAnswer const& answer) {
  boost::system::error_code error;
  auto const json = boost::json::parse(answer.body, error);
  if (error || !json.is_object()) return std::nullopt;
  auto const& object = json.get_object();
  auto const has = [](std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
  };
  // If Asterisk lacks the module res_ari_asterisk, the path itself is not found (404). Then the
  // answer says nothing about the module that was asked for.
  if (answer.is(404) && has(text_of(object, "message"), "Module")) return false;
  if (!answer.is(200) || text_of(object, "status").empty()) return std::nullopt;
  return text_of(object, "status") == "Running";
}

}  // namespace callbackd::voice::ari
