#include "edge/authenticator.hpp"

#include <algorithm>

namespace callbackd::edge {
namespace {

constexpr std::string_view kScheme = "Bearer ";
constexpr std::size_t kLongestToken = 512;

bool starts_with_scheme(std::string_view text) {
  return text.size() > kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), text.begin(),
                    [](char wanted, char given) { return (wanted | 0x20) == (given | 0x20); });
}

}  // namespace

bool Principal::has_role(core::Role role) const {
  return kind == Kind::kUser &&
         std::find(user.roles.begin(), user.roles.end(), role) != user.roles.end();
}

Authenticator::Authenticator(records::Records& records, engine::Clock const& clock,
                             ManageTokens tokens)
    : records_(records), clock_(clock), tokens_(std::move(tokens)) {}

void Authenticator::resolve(std::string_view authorization, std::function<void(Resolved)> done) {
  if (authorization.empty()) return done(AuthFailure::kMissing);
  if (!starts_with_scheme(authorization)) return done(AuthFailure::kBad);
  resolve_token(std::string(authorization.substr(kScheme.size())), std::move(done));
}

void Authenticator::resolve_token(std::string token, std::function<void(Resolved)> done) {
  if (token.size() > kLongestToken) return done(AuthFailure::kBad);
  if (token.starts_with("cb_")) {
    auto const claim = tokens_.check(token);
    if (!claim) return done(AuthFailure::kBad);
    Principal principal;
    principal.kind = Principal::Kind::kManageToken;
    principal.claim = *claim;
    return done(std::move(principal));
  }
  auto hash = sha256(token);
  if (auto known = remembered(hash)) return done(std::move(*known));
  if (token.starts_with("sk_") || token.starts_with("pk_"))
    return resolve_key(std::move(hash), std::move(done));
  resolve_session(std::move(hash), std::move(done));
}

void Authenticator::resolve_key(records::Hash hash, std::function<void(Resolved)> done) {
  records_.site_key(hash, [this, hash, done = std::move(done)](auto found) {
    if (found.has_error()) return done(AuthFailure::kUnavailable);
    if (!*found) return done(AuthFailure::kBad);
    Principal principal;
    principal.kind =
        (*found)->secret ? Principal::Kind::kSecretKey : Principal::Kind::kPublishableKey;
    principal.site = (*found)->site;
    remember(hash, principal);
    done(std::move(principal));
  });
}

void Authenticator::resolve_session(records::Hash hash, std::function<void(Resolved)> done) {
  records_.token(hash, clock_.now(), [this, hash, done = std::move(done)](auto found) {
    if (found.has_error()) return done(AuthFailure::kUnavailable);
    if (!*found) return done(AuthFailure::kBad);
    Principal principal;
    principal.kind = Principal::Kind::kUser;
    principal.user = (*found)->user;
    principal.token_hash = hash;
    principal.expires_at = (*found)->expires_at;
    remember(hash, principal);
    done(std::move(principal));
  });
}

void Authenticator::forget(records::Hash const& hash) {
  std::lock_guard const lock(mutex_);
  remembered_.erase(hash);
}

std::optional<Principal> Authenticator::remembered(records::Hash const& hash) {
  std::lock_guard const lock(mutex_);
  auto const found = remembered_.find(hash);
  if (found == remembered_.end()) return std::nullopt;
  auto const& principal = found->second.principal;
  bool const expired =
      principal.kind == Principal::Kind::kUser && principal.expires_at <= clock_.now();
  if (expired || found->second.until <= std::chrono::steady_clock::now()) {
    remembered_.erase(found);
    return std::nullopt;
  }
  return principal;
}

void Authenticator::remember(records::Hash const& hash, Principal const& principal) {
  std::lock_guard const lock(mutex_);
  if (remembered_.size() >= kRememberedMost) remembered_.clear();
  remembered_.insert_or_assign(
      hash, Remembered{principal, std::chrono::steady_clock::now() + kRemembered});
}

}  // namespace callbackd::edge
