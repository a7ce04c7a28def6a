#include "edge/login_sources.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "edge/secrets.hpp"

namespace callbackd::edge {
namespace {

constexpr std::string_view kPurpose = "callbackd: sources of logins";  // no other hash has this key
constexpr std::size_t kKeyBytes = 32;
constexpr std::chrono::hours kStoredAnew{24};

std::string mac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  std::size_t size = 0;
  auto const* const made =
      EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, key.data(), key.size(),
                reinterpret_cast<unsigned char const*>(text.data()), text.size(), out.data(),
                out.size(), &size);
  CALLBACKD_CHECK(made != nullptr);
  return {reinterpret_cast<char const*>(out.data()), size};
}

}  // namespace

LoginSourceHash::LoginSourceHash() : key_(random_bytes(kKeyBytes)) {}

LoginSourceHash::LoginSourceHash(std::string const& server_key) : key_(mac(server_key, kPurpose)) {}

base::Uuid LoginSourceHash::operator()(std::string_view login, base::Source source) const {
  auto const hash = mac(key_, std::to_string(source.value()) + " " + std::string(login));
  base::Uuid id;
  for (std::size_t index = 0; index < 16; ++index) {
    auto& half = index < 8 ? id.high : id.low;
    half = half << 8U | static_cast<unsigned char>(hash[index]);
  }
  return id;
}

LoginSources::Known const* LoginSources::find(std::string const& login, base::Uuid source) const {
  auto const found = of_login_.find(login);
  if (found == of_login_.end()) return nullptr;
  auto const known = std::find_if(found->second.begin(), found->second.end(),
                                  [&](Known const& each) { return each.source == source; });
  return known == found->second.end() ? nullptr : &*known;
}

void LoginSources::add(records::LoginSource const& succeeded) {
  auto& known = of_login_[succeeded.login];
  auto const same = [&](Known const& each) { return each.source == succeeded.source; };
  auto const at = std::find_if(known.begin(), known.end(), same);
  if (at != known.end()) {
    at->at = std::max(at->at, succeeded.at);
    return;
  }
  if (known.size() >= records::kSourcesOfLogin) {
    auto const older = [](Known const& a, Known const& b) { return a.at < b.at; };
    known.erase(std::min_element(known.begin(), known.end(), older));
  }
  known.push_back({succeeded.source, succeeded.at});
}

bool LoginSources::knows(std::string const& login, base::Uuid source, base::Instant now) const {
  auto const* const known = find(login, source);
  return known != nullptr && now - known->at < records::kLoginSourceTime;
}

bool LoginSources::is_due(std::string const& login, base::Uuid source, base::Instant now) const {
  auto const* const known = find(login, source);
  return known == nullptr || now - known->at >= kStoredAnew;
}

}  // namespace callbackd::edge
