#include "edge/authenticator.hpp"

#include <algorithm>

namespace callbackd::edge {
namespace {

constexpr std::string_view kScheme = "Bearer ";
constexpr std::size_t kLongestToken = 512;
constexpr std::size_t kSecretChars = 43;  // 32 random bytes in base64url, as new_token() makes them

// Whether the token has the form of a key or session token that this server makes. Tokens of any
// other form are refused without a look-up.
bool could_be_ours(std::string_view token) {
  auto const kind = kind_of_token(token);
  return kind && token.size() == base::to_text(*kind).size() + kSecretChars;
}

bool starts_with_scheme(std::string_view text) {
  return text.size() > kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), text.begin(),
                    [](char wanted, char given) { return (wanted | 0x20) == (given | 0x20); });
}

}  // namespace

std::string_view shown_token(HttpRequest const& request) {
  auto const field = request.header("Authorization");
  return starts_with_scheme(field) ? field.substr(kScheme.size()) : field;
}

bool Principal::has_role(core::Role role) const {
  return kind == Kind::kUser && core::has_role(user.roles, role);
}

TokenShown Principal::shown() const {
  if (kind == Kind::kSecretKey) return {TokenShown::Whose::kSite};
  if (kind == Kind::kUser) return {TokenShown::Whose::kUser, user.login};
  return {};
}

Authenticator::Authenticator(records::Records& records, engine::Clock const& clock,
                             ManageTokens tokens, SiteInForce site,
                             std::shared_ptr<EdgeLimits> limits)
    : records_(records),
      clock_(clock),
      tokens_(std::move(tokens)),
      site_(std::move(site)),
      limits_(std::move(limits)) {}

void Authenticator::resolve(std::string_view authorization, base::Source source, Done done) {
  if (authorization.empty()) return done(AuthFailure::kMissing);
  if (!starts_with_scheme(authorization)) return done(AuthFailure::kBad);
  resolve_token(std::string(authorization.substr(kScheme.size())), source, std::move(done));
}

void Authenticator::resolve_token(std::string token, base::Source source, Done done) {
  if (token.size() > kLongestToken) return done(AuthFailure::kBad);
  if (kind_of_token(token) == TokenKind::kManageToken) {
    auto const claim = tokens_.check(token);
    if (!claim) return done(AuthFailure::kBad);
    Principal principal;
    principal.kind = Principal::Kind::kManageToken;
    principal.claim = *claim;
    return done(std::move(principal));
  }
  auto hash = sha256(token);
  if (auto known = remembered(hash, std::chrono::seconds{0})) {
    return done(narrowed(std::move(*known)));
  }
  if (!could_be_ours(token) || known_bad(hash)) return done(AuthFailure::kBad);
  look_up(token, std::move(hash), source, std::move(done));
}

// Looks a token up in the database. Requests with the same token share one look-up. At most
// kLookUpsMost look-ups are under way, so that a flood of unknown tokens leaves room in the
// database's pool. For a token that is or was good, a look-up may begin beyond that number.
void Authenticator::look_up(std::string const& token, records::Hash hash, base::Source source,
                            Done done) {
  {
    std::unique_lock lock(mutex_);
    auto const asking = asking_.find(hash);
    if (asking != asking_.end()) return asking->second.waiting.push_back(std::move(done));
    bool const was_good = remembered_.contains(hash) || (good_ && good_->contains(hash));
    if (asking_.size() >= kLookUpsMost && !was_good) {
      lock.unlock();
      return done(AuthFailure::kUnavailable);
    }
    std::optional<base::Source> counted;
    if (auto refusal = refused(hash, source, counted)) {
      lock.unlock();
      return done(std::move(*refusal));
    }
    asking_[hash] = Asking{access(), counted, {std::move(done)}};
  }
  ask(kind_of_token(token) == TokenKind::kSession, hash);
}

// Counts the look-up as a bad token of its source. Returns the refusal if the source has shown too
// many bad tokens. The look-up is not counted if the token is or was good, or if the good tokens
// are not known yet.
//
// The count is taken before the result is known, so that many look-ups at the same time are limited
// too. looked_up() gives the count back if the token is not bad.
std::optional<core::Refusal> Authenticator::refused(records::Hash const& hash, base::Source source,
                                                    std::optional<base::Source>& counted) {
  if (!good_ || good_->contains(hash) || remembered_.contains(hash)) return std::nullopt;
  auto refusal = limits_->take_of_source(base::Bound::kTokens, source, clock_.now());
  if (!refusal) counted = source;
  return refusal;
}

void Authenticator::ask(bool session, records::Hash const& hash) {
  auto finish = [this, session, hash](Resolved resolved) {
    looked_up(session, hash, std::move(resolved));
  };
  if (session) return resolve_session(hash, std::move(finish));
  resolve_key(hash, std::move(finish));
}

void Authenticator::looked_up(bool session, records::Hash const& hash, Resolved resolved) {
  if (remember_or_ask_again(hash, resolved)) return ask(session, hash);
  resolved = narrowed(fall_back_to_remembered(hash, std::move(resolved)));
  auto const* failure = std::get_if<AuthFailure>(&resolved);
  bool const bad = failure != nullptr && *failure == AuthFailure::kBad;
  std::vector<Done> waiting;
  {
    std::lock_guard const lock(mutex_);
    auto const asking = asking_.find(hash);
    auto const& counted = asking->second.counted;
    if (counted && !bad) limits_->give_back(base::Bound::kTokens, *counted);
    waiting = std::move(asking->second.waiting);
    asking_.erase(asking);
  }
  for (auto const& done : waiting) done(resolved);
}

// Returns true if the database answered, but the access version changed while the look-up was under
// way. The row may then have been read before the change, so it must be looked up again. If the
// database answered and the version did not change, the result is remembered.
bool Authenticator::remember_or_ask_again(records::Hash const& hash, Resolved const& resolved) {
  auto const* failure = std::get_if<AuthFailure>(&resolved);
  if (failure != nullptr && *failure == AuthFailure::kUnavailable) return false;
  std::lock_guard const lock(mutex_);
  auto& asking = asking_.find(hash)->second;
  bool const outdated = asking.access != access();
  asking.access = access();
  if (outdated) return true;
  if (failure != nullptr) {
    remember_bad(hash);
  } else {
    remember(hash, std::get<Principal>(resolved));
  }
  return false;
}

Resolved Authenticator::narrowed(Resolved resolved) const {
  auto* const principal = std::get_if<Principal>(&resolved);
  if (principal == nullptr || principal->kind != Principal::Kind::kUser) return resolved;
  auto& user = principal->user;
  user.roles = core::effective_roles(*site_(), user.login, user.roles);
  return resolved;
}

// Raises the access version and forgets all bad tokens. Good tokens need not be erased, because
// remembered() compares their access version with the current one.
void Authenticator::access_changed() {
  std::lock_guard const lock(mutex_);
  access_.fetch_add(1, std::memory_order_acq_rel);
  bad_.clear();
  bad_before_.clear();
}

// If the database did not answer, a token that was looked up as good within the time kTrusted is
// still accepted. It is not accepted if the access version has changed since, or if it has expired.
Resolved Authenticator::fall_back_to_remembered(records::Hash const& hash, Resolved resolved) {
  auto const* failure = std::get_if<AuthFailure>(&resolved);
  if (failure == nullptr || *failure != AuthFailure::kUnavailable) return resolved;
  auto known = remembered(hash, kTrusted - kRemembered);
  return known ? Resolved(std::move(*known)) : resolved;
}

void Authenticator::resolve_key(records::Hash hash, Done done) {
  records_.ask(
      records::FindSiteKey{hash}, [access = access(), hash, done = std::move(done)](auto found) {
        if (found.has_error()) return done(AuthFailure::kUnavailable);
        if (!*found) return done(AuthFailure::kBad);
        Principal principal;
        bool const secret = (*found)->kind == core::KeyKind::kSecret;
        principal.kind = secret ? Principal::Kind::kSecretKey : Principal::Kind::kPublishableKey;
        principal.site = (*found)->site;
        principal.token_hash = hash;
        principal.access = access;
        done(std::move(principal));
      });
}

void Authenticator::resolve_session(records::Hash hash, Done done) {
  auto const now = clock_.now();
  records_.ask(records::FindToken{hash, now},
               [access = access(), hash, done = std::move(done)](auto found) {
                 if (found.has_error()) return done(AuthFailure::kUnavailable);
                 if (!*found) return done(AuthFailure::kBad);
                 Principal principal;
                 principal.kind = Principal::Kind::kUser;
                 principal.user = (*found)->user;
                 principal.token_hash = hash;
                 principal.expires_at = (*found)->expires_at;
                 principal.access = access;
                 done(std::move(principal));
               });
}

void Authenticator::issued(records::Hash const& hash) {
  std::lock_guard const lock(mutex_);
  issued_.insert(hash);
  if (good_) good_->insert(hash);
}

void Authenticator::forget(records::Hash const& hash) {
  std::lock_guard const lock(mutex_);
  remember_bad(hash);
  issued_.erase(hash);
  if (good_) good_->erase(hash);
}

void Authenticator::know_good(std::vector<records::Hash> const& hashes) {
  base::KeyedSet<records::Hash> good{hash_key_};
  good.insert(hashes.begin(), hashes.end());
  std::lock_guard const lock(mutex_);
  good.insert(issued_.begin(), issued_.end());
  issued_.clear();
  good_.emplace(std::move(good));
}

// Returns the principal of a good token that was looked up at most kRemembered + `past_due` ago.
// nullopt: there is none, the access version has changed since then, or the session token has
// expired.
std::optional<Principal> Authenticator::remembered(records::Hash const& hash,
                                                   std::chrono::seconds past_due) {
  std::lock_guard const lock(mutex_);
  auto const found = remembered_.find(hash);
  if (found == remembered_.end()) return std::nullopt;
  auto const& principal = found->second.principal;
  if (principal.access != access()) return std::nullopt;
  bool const expired =
      principal.kind == Principal::Kind::kUser && principal.expires_at <= clock_.now();
  if (expired) {
    remembered_.erase(found);
    return std::nullopt;
  }
  if (found->second.until + past_due <= std::chrono::steady_clock::now()) return std::nullopt;
  return principal;
}

void Authenticator::remember(records::Hash const& hash, Principal const& principal) {
  if (remembered_.size() >= kRememberedMost && !remembered_.contains(hash)) remembered_.clear();
  bad_.erase(hash);
  bad_before_.erase(hash);
  remembered_.insert_or_assign(
      hash, Remembered{principal, std::chrono::steady_clock::now() + kRemembered});
}

bool Authenticator::known_bad(records::Hash const& hash) {
  std::lock_guard const lock(mutex_);
  if (std::chrono::steady_clock::now() - bad_since_ >= kBadRemembered) return false;
  return bad_.contains(hash) || bad_before_.contains(hash);
}

// Remembers that a token is bad. Bad hashes are kept in two sets, so that many old hashes can be
// forgotten in one step. After half of kBadRemembered, or when bad_ is full, bad_ becomes
// bad_before_, and a new bad_ begins.
void Authenticator::remember_bad(records::Hash const& hash) {
  auto const now = std::chrono::steady_clock::now();
  remembered_.erase(hash);
  if (bad_.size() >= kBadMost || now - bad_since_ >= kBadRemembered / 2) {
    bad_before_ = std::exchange(bad_, base::KeyedSet<records::Hash>{hash_key_});
    if (now - bad_since_ >= kBadRemembered) bad_before_.clear();
    bad_since_ = now;
  }
  bad_.insert(hash);
}

}  // namespace callbackd::edge
