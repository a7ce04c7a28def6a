#include "app/voice_gateway.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace callbackd;
using namespace callbackd::app;

namespace {

struct Files {
  std::filesystem::path folder;
  Files() {
    auto pattern = (std::filesystem::temp_directory_path() / "callbackd-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    folder = pattern;
  }
  ~Files() { std::filesystem::remove_all(folder); }
  std::string write(std::string const& name, std::string const& text) const {
    std::ofstream(folder / name) << text;
    return (folder / name).string();
  }
};

Config asterisk(std::string url, std::string password_file) {
  Config config;
  config.voice.gateway = Config::Gateway::kAsterisk;
  config.voice.ari_url = std::move(url);
  config.voice.ari_user = "callbackd";
  config.voice.ari_password_file = std::move(password_file);
  return config;
}

}  // namespace

TEST_CASE("without Asterisk nothing is read") {
  std::string why;
  auto const choice = choose_voice(Config{}, why);
  REQUIRE(choice);
  CHECK_FALSE(choice->asterisk);
}

TEST_CASE("Asterisk's password comes from its file") {
  Files const files;
  std::string why;
  auto const choice =
      choose_voice(asterisk("http://pbx:8088", files.write("password", "secret\n")), why);
  REQUIRE(choice);
  REQUIRE(choice->asterisk);
  CHECK(choice->asterisk->password == "secret");
  CHECK(choice->asterisk->address.host == "pbx");
  CHECK(choice->asterisk->calls.application == "callbackd");
}

TEST_CASE("a password or an authority that cannot be read is named") {
  Files const files;
  std::string why;
  CHECK_FALSE(choose_voice(asterisk("http://pbx", "/nonexistent/password"), why));
  CHECK(why == "voice.ari_password_file: /nonexistent/password: No such file or directory");
  auto const empty = files.write("empty", "\n");
  CHECK_FALSE(choose_voice(asterisk("http://pbx", empty), why));
  CHECK(why == "voice.ari_password_file: " + empty + ": is empty");
  auto secure = asterisk("https://pbx", files.write("password", "secret"));
  secure.voice.ca_file = files.write("ca.pem", "no certificate");
  CHECK_FALSE(choose_voice(secure, why));
  CHECK(why.starts_with("voice.ca_file: " + secure.voice.ca_file + ": "));
  CHECK(why.find("secret") == std::string::npos);
}
