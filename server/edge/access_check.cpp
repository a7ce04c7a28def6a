#include "edge/access_check.hpp"

#include <utility>

namespace callbackd::edge {
namespace {

using namespace std::chrono_literals;

// The pause between two checks. Every login changes the access version. If all users log in at the
// same time, there is a change every few milliseconds, and one check then serves many changes.
constexpr auto kBetweenChecks = 250ms;

}  // namespace

void AccessCheck::access_changed() {
  uses_.authenticator.access_changed();
  check();
}

void AccessCheck::check() {
  {
    std::lock_guard const lock(mutex_);
    again_ = true;
    if (std::exchange(checking_, true)) return;
  }
  begin_check_if_wanted();
}

// Begins a check if one is wanted. A check asks for the sessions, then for the good hashes, then
// for the administrative acts. Each question is asked when the previous one is answered. After a
// pause, this function is called again.
//
// `again_` means that a check is wanted. `checking_` means that a check or the pause after it is
// under way. At the end of the pause, `again_` is read.
void AccessCheck::begin_check_if_wanted() {
  {
    std::lock_guard const lock(mutex_);
    checking_ = again_;
    if (!std::exchange(again_, false)) return;
  }
  ask_for_sessions();
}

void AccessCheck::try_again() {
  std::lock_guard const lock(mutex_);
  again_ = true;
}

void AccessCheck::ask_for_sessions() {
  auto tokens = uses_.hub.tokens();
  if (tokens.empty()) return ask_for_good_hashes();
  records::FindSessions question{{tokens.begin(), tokens.end()}, uses_.clock.now()};
  uses_.records.ask(std::move(question),
                    [self = shared_from_this(), tokens = std::move(tokens)](auto found) {
                      found ? self->close_sessions_not_in(tokens, *found) : self->try_again();
                      self->ask_for_good_hashes();
                    });
}

void AccessCheck::ask_for_good_hashes() {
  uses_.records.ask(records::ListGoodHashes{uses_.clock.now()},
                    [self = shared_from_this()](auto found) {
                      found ? self->uses_.authenticator.know_good(*found) : self->try_again();
                      self->log_new_admin_acts();
                    });
}

void AccessCheck::log_new_admin_acts() {
  uses_.records.ask(records::TakeAdminActs{}, [self = shared_from_this()](auto acts) {
    if (!acts || !acts->empty()) self->try_again();  // there can be more acts than one answer has
    if (acts) {
      for (auto const& act : *acts) self->uses_.trail.admin_changed(act);
    }
    self->pause(kBetweenChecks);
  });
}

// Ends those tokens in `asked` that are not in `good`, and those whose user is not an agent
// according to the definition in force. The sessions of these tokens are closed.
void AccessCheck::close_sessions_not_in(std::set<records::Hash> const& asked,
                                        Sessions const& good) {
  auto const site = uses_.engine.site();
  auto ended = asked;
  for (auto const& session : good) {
    auto const roles = core::effective_roles(*site, session.login, session.roles);
    if (core::has_role(roles, core::Role::kAgent)) ended.erase(session.token);
  }
  for (auto const& token : ended) uses_.hub.end_token(token);
}

void AccessCheck::pause(std::chrono::milliseconds time) {
  timer_.expires_after(time);
  timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
    if (!error) self->begin_check_if_wanted();
  });
}

}  // namespace callbackd::edge
