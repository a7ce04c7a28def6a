#include "edge/login_sources.hpp"

#include <algorithm>

namespace callbackd::edge {
namespace {

constexpr std::string_view kPurpose = "callbackd: sources of logins";  // see KeyedHash
constexpr std::chrono::hours kStoredAnew{24};

}  // namespace

LoginSourceHasher::LoginSourceHasher(std::string const& server_key) : hash_(server_key, kPurpose) {}

base::Uuid LoginSourceHasher::operator()(std::string_view login, base::Source source) const {
  return hash_(std::to_string(source.value()) + " " + std::string(login));
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
