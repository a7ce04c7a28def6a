// Test support: FakeRecords answers the authenticator's questions without a database. It knows one
// good key and one good session token, counts the look-ups, and can hold their answers back. Each
// test makes its own. Main thread.
#pragma once
#include <functional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "engine/ports.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

struct FixedClock : engine::Clock {
  base::Instant now() const override { return base::Instant{} + std::chrono::hours{400'000}; }
};

class FakeRecords : public records::Records {
 public:
  void answer_held() {
    for (auto const& each : std::exchange(held_, {})) each();
  }

  records::Hash good;     // the hash of the one good site key
  records::Hash session;  // the hash of the session token of user_found
  records::User user_found;
  std::set<base::Uuid> networks;  // the networks that were remembered, as hashes
  int asked = 0;
  bool down = false;
  bool hold = false;

 private:
  void put(records::AnyPending pending) override {
    std::visit([this](auto& each) { look_up(std::move(each)); }, pending);
  }

  template <class Asked>
  void look_up(records::Pending<Asked> pending) {
    if constexpr (requires { found(pending.question); }) {
      ++asked;
      auto answer = [done = std::move(pending.done), found = found(pending.question), gone = down] {
        if (gone) {
          return done({boost::system::in_place_error,
                       boost::system::errc::make_error_code(boost::system::errc::not_connected)});
        }
        done(found);
      };
      if (!hold) return answer();
      held_.emplace_back(std::move(answer));
    }
  }

  // These functions answer three kinds of questions. A question of any other kind never gets an
  // answer.
  records::FindSiteKey::Answer found(records::FindSiteKey const& question) const {
    if (question.hash != good) return std::nullopt;
    return records::SiteKey{"www", core::KeyKind::kSecret};
  }
  records::FindToken::Answer found(records::FindToken const& question) const {
    if (question.hash != session) return std::nullopt;
    return records::SessionToken{user_found, question.now + std::chrono::hours{1}};
  }
  records::RememberKeyNetwork::Answer found(records::RememberKeyNetwork const& question) {
    return !down && networks.insert(question.network).second;
  }

  std::vector<std::function<void()>> held_;
};

}  // namespace callbackd::edge
