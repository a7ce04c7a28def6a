#include "app/config_voice.hpp"

#include "voice/ari/address.hpp"
#include "voice/ari/requests.hpp"

namespace callbackd::app {
namespace {

constexpr std::size_t kTextChars = 1'000;

bool has(std::string const& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Whether the text has only simple characters. It becomes part of the names of Asterisk's channels,
// or names a context of the dialplan.
bool is_plain_name(std::string const& text) {
  return text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
             "0123456789_-.") == std::string::npos;
}

void check_address(core::TableReader& reader, VoiceConfig const& voice) {
  auto const address = voice::ari::parse_address(voice.ari_url);
  if (!address) {
    reader.error("ari_url", "format", "Must be http://HOST:PORT or https://HOST:PORT.");
  } else if (!address->tls && !voice.ca_file.empty()) {
    reader.error("ca_file", "exclusive",
                 "Must not be given with an ari_url that does not begin with https.");
  }
}

}  // namespace

void read_voice(core::NodeAt const& place, VoiceConfig& out, core::Problems& errors) {
  core::TableReader reader(place, errors);
  reader.word("gateway", out.gateway);
  bool good = reader.text("ari_url", out.ari_url, kTextChars);
  reader.text("ari_user", out.ari_user, kTextChars);
  reader.text("ari_password_file", out.ari_password_file, kPathChars);
  reader.name("ari_application", out.ari_application);
  reader.text("agent_endpoint", out.agent_endpoint, kTextChars);
  reader.text("contact_endpoint", out.contact_endpoint, kTextChars);
  reader.name("music_class", out.music_class);
  reader.text("machine_context", out.machine_context, kTextChars);
  good = reader.text("ca_file", out.ca_file, kPathChars) && good;
  if (!is_plain_name(out.ari_application)) {
    reader.error("ari_application", "format", "Must have only letters, digits, '_', '-' and '.'.");
  }
  if (!is_plain_name(out.machine_context)) {
    reader.error("machine_context", "format", "Must have only letters, digits, '_', '-' and '.'.");
  }
  if (!has(out.agent_endpoint, voice::ari::kPhonePlace)) {
    reader.error("agent_endpoint", "format", "Must have {phone} in it, as in PJSIP/{phone}.");
  }
  if (!has(out.contact_endpoint, voice::ari::kNumberPlace) &&
      !has(out.contact_endpoint, voice::ari::kDigitsPlace)) {
    reader.error("contact_endpoint", "format",
                 "Must have {number} or {digits} in it, as in PJSIP/{number}@trunk.");
  }
  if (out.gateway == Gateway::kAsterisk) {
    for (auto const* const key : {"ari_url", "ari_user", "ari_password_file"}) reader.require(key);
    if (good && !out.ari_url.empty()) check_address(reader, out);
  }
  reader.finish();
}

}  // namespace callbackd::app
