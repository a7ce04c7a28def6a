// The trail: what was refused, and what was administered, as one log event each and as counters.
// The one owner of auth.failed, limit.reached, key.used_from_new_network and admin.changed: whoever
// refuses tells it here. No line holds personal data; addresses are keyed hashes of their source
// unless the configuration wants them plain. Under a flood the counters count all and the log stays
// bounded: so many lines a second of an event and of one source, and the next line says how many
// were left out. Any thread.
#pragma once
#include <array>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/words.hpp"
#include "core/messages/types.hpp"
#include "edge/secrets.hpp"
#include "records/records.hpp"

namespace callbackd::edge {

enum class TrailEvent : std::uint8_t {
  kAuthFailed,
  kLimitReached,
  kKeyFromNewNetwork,
  kAdminChanged
};
constexpr auto words_of(std::type_identity<TrailEvent>) {
  using enum TrailEvent;
  return std::to_array<base::Word<TrailEvent>>({{"auth.failed", kAuthFailed},
                                                {"limit.reached", kLimitReached},
                                                {"key.used_from_new_network", kKeyFromNewNetwork},
                                                {"admin.changed", kAdminChanged}});
}

// What they say is one of these words, which the runbook explains.
namespace trail_word {
inline constexpr std::string_view kWrongPassword = "wrong_password";
inline constexpr std::string_view kForbidden = core::to_text(core::RefusalReason::kForbidden);
inline constexpr std::string_view kNoToken = "no_token";
inline constexpr std::string_view kBadToken = "bad_token";
inline constexpr std::string_view kBadSessionToken = "bad_session_token";
inline constexpr std::string_view kBadSiteKey = "bad_site_key";
inline constexpr std::string_view kBadManageToken = "bad_manage_token";
inline constexpr std::string_view kLoginsWaiting = "logins_waiting";
inline constexpr std::string_view kWebSocketPolicy = "web_socket_policy";
std::set<std::string_view> of_auth_failed();
// The codes of a 429, the limits with a word, and what is refused without an answer.
std::set<std::string_view> of_limit_reached();
}  // namespace trail_word

struct TrailOptions {
  KeyedHash hash{};        // of sources
  bool addresses = false;  // plain, for what reads the log and bans them
};

class Trail {
 public:
  using Address = boost::asio::ip::address;
  using Time = std::chrono::steady_clock::time_point;
  static constexpr int kLinesASecond = 20;         // of one event; admin.changed is always told
  static constexpr int kLinesOfSourceASecond = 2;  // so that one who floods hides nobody else

  explicit Trail(TrailOptions options, std::function<Time()> now = std::chrono::steady_clock::now)
      : options_(std::move(options)), now_(std::move(now)) {}

  // `reason`, `limit`: one of trail_word's.
  void auth_failed(std::string_view reason, Address const& from);
  void limit_reached(std::string_view limit, Address const& from);
  void key_used_from_new_network(records::Hash const& key, std::string const& site,
                                 Address const& from);
  void admin_changed(records::AdminAct const& act);

  // By event and kind: how often.
  using Counts = std::map<std::pair<std::string, std::string>, std::uint64_t>;
  Counts counts() const;

 private:
  struct Lines {
    Time second{};
    int written = 0;
    std::map<std::uint64_t, int> of_source;  // in this second: no more than were written
    std::uint64_t left_out = 0;
  };
  void count(TrailEvent event, std::string_view kind);
  void tell(TrailEvent event, std::string_view fields, Address const& from);
  bool may_write(TrailEvent event, Address const& from, std::uint64_t& left_out);
  std::string source_of_line(Address const& from) const;

  TrailOptions const options_;
  std::function<Time()> const now_;
  mutable std::mutex mutex_;  // of all below
  Counts counts_;
  std::array<Lines, base::kWords<TrailEvent>.size()> lines_;
};

// Why a token that was shown is refused, told from its form alone.
std::string_view bad_token_reason(std::string_view token);

}  // namespace callbackd::edge
