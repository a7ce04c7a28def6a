// Builds every request that the gateway sends to Asterisk's REST interface (ARI). The requests have
// no credentials yet. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "voice/ari/names.hpp"
#include "voice/ari/rest.hpp"

namespace callbackd::voice::ari {

// How calls are made at Asterisk. The section [voice] of config/callbackd.toml explains each key.
struct CallOptions {
  // The name of the ARI application. It is part of the names of channels and bridges (names.hpp).
  std::string application = "callbackd";
  std::string agent_endpoint = "PJSIP/{phone}";
  std::string contact_endpoint = "PJSIP/{number}@trunk";
  std::string music_class = "default";
  // The dialplan context that detects answering machines. Empty: machines are not detected.
  std::string machine_context;
};

// The placeholders that an endpoint may contain.
inline constexpr std::string_view kPhonePlace = "{phone}";
inline constexpr std::string_view kNumberPlace = "{number}";  // +12025550123
inline constexpr std::string_view kDigitsPlace = "{digits}";  // 12025550123

RestRequest originate(CallOptions const& options, core::Dial const& dial);
RestRequest hang_up(CallOptions const& options, core::LegId const& leg);
RestRequest detect_machine(CallOptions const& options, core::LegId const& leg);
RestRequest send_digits(CallOptions const& options, core::LegId const& leg,
                        std::string_view digits);
RestRequest start_music(CallOptions const& options, core::LegId const& leg);
RestRequest stop_music(CallOptions const& options, core::LegId const& leg);
RestRequest start_ringing(CallOptions const& options, core::LegId const& leg);
RestRequest stop_ringing(CallOptions const& options, core::LegId const& leg);
RestRequest make_bridge(CallOptions const& options, BridgeName const& name);
RestRequest end_bridge(CallOptions const& options, BridgeName const& name);
RestRequest add_to_bridge(CallOptions const& options, BridgeName const& name,
                          core::LegId const& leg);
RestRequest remove_from_bridge(CallOptions const& options, BridgeName const& name,
                               core::LegId const& leg);
RestRequest list_channels();
RestRequest list_bridges();
RestRequest look_at_application(CallOptions const& options);
RestRequest filter_events(CallOptions const& options);

// The module of Asterisk that ends legs after their longest time. Without it Asterisk accepts the
// setting (TIMEOUT) and ignores it.
inline constexpr std::string_view kTimeoutModule = "func_timeout.so";
RestRequest look_at_timeout_module();
// Reads the answer to look_at_timeout_module(): whether the module kTimeoutModule is running.
// nullopt: the answer does not say it.
std::optional<bool> is_running(RestAnswer const& answer);

}  // namespace callbackd::voice::ari
