#include "app/voice_gateway.hpp"

#include <catch2/catch.hpp>

#include "app/temporary_folder.hpp"

using namespace callbackd;
using namespace callbackd::app;

namespace {

Config asterisk(std::string url, std::string password_file) {
  Config config;
  config.voice.gateway = Gateway::kAsterisk;
  config.voice.ari_url = std::move(url);
  config.voice.ari_user = "callbackd";
  config.voice.ari_password_file = std::move(password_file);
  return config;
}

}  // namespace

TEST_CASE("without a gateway nothing is read, and nobody can be called") {
  std::string why;
  auto const choice = load_voice_settings(Config{}, why);
  REQUIRE(choice);
  CHECK_FALSE(choice->asterisk);
  boost::asio::io_context context;
  auto const voice = make_voice(*choice, context, [] { return false; });
  std::vector<core::VoiceEvent> events;
  voice.gateway->start([&](core::VoiceEvent event) { events.push_back(std::move(event)); });
  voice.gateway->order(core::Dial{});
  REQUIRE(events.size() == 1);
  CHECK_FALSE(std::get<core::LinkChanged>(events[0]).up);
  voice.gateway->order(core::TakeSnapshot{});
  CHECK(std::get<core::SnapshotTaken>(events.at(1)).live.empty());
}

TEST_CASE("Asterisk's password comes from its file") {
  TemporaryFolder const files;
  std::string why;
  auto const choice =
      load_voice_settings(asterisk("http://pbx:8088", files.write("password", "secret\n")), why);
  REQUIRE(choice);
  REQUIRE(choice->asterisk);
  CHECK(choice->asterisk->password == "secret");
  CHECK(choice->asterisk->address.host == "pbx");
  CHECK(choice->asterisk->calls.application == "callbackd");
  CHECK(choice->asterisk->dial_perishes_after == std::chrono::milliseconds{700});
}

TEST_CASE("a password or an authority that cannot be read is named") {
  TemporaryFolder const files;
  std::string why;
  CHECK_FALSE(load_voice_settings(asterisk("http://pbx", "/nonexistent/password"), why));
  CHECK(why == "voice.ari_password_file: /nonexistent/password: No such file or directory");
  auto const empty = files.write("empty", "\n");
  CHECK_FALSE(load_voice_settings(asterisk("http://pbx", empty), why));
  CHECK(why == "voice.ari_password_file: " + empty + ": is empty");
  auto secure = asterisk("https://pbx", files.write("password", "secret"));
  secure.voice.ca_file = files.write("ca.pem", "no certificate");
  CHECK_FALSE(load_voice_settings(secure, why));
  CHECK(why.starts_with("voice.ca_file: " + secure.voice.ca_file + ": "));
  CHECK(why.find("secret") == std::string::npos);
}
