// Trail logs and counts refused requests, administrative acts and uses of a secret key from a new
// network. Only Trail writes the events auth.failed, limit.reached, key.used_from_new_network and
// admin.changed. All code that refuses a request because of its token, a missing permission or a
// limit calls it. EdgeParts owns it. Any thread.
//
// A line has no personal data: it has a keyed hash of the source instead of the address. The
// configuration can ask for plain addresses instead. In a flood every event is counted, but the log
// is bounded. In a second it gets at most kLinesASecond lines of an event, and of these at most
// kLinesOfSourceASecond of one source. The next line says how many lines were left out. Only
// admin.changed has no such limit.
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

// The reason or limit in a line of the log is a word of trail_word, ClosedFor, wire::ProblemCode or
// core::RequestLimit. The runbook explains all of them.
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
// All words of auth.failed and of limit.reached. Tests compare them with the runbook.
std::set<std::string_view> of_auth_failed();
std::set<std::string_view> of_limit_reached();
}  // namespace trail_word

struct TrailOptions {
  KeyedHash hash{};        // hashes sources
  bool addresses = false;  // write plain addresses, for a program that reads the log and bans them
};

class Trail {
 public:
  using Address = boost::asio::ip::address;
  using Time = std::chrono::steady_clock::time_point;
  // How many lines one event may have in a second. admin.changed has no such limit and is always
  // written.
  static constexpr int kLinesASecond = 20;
  // How many of these lines one source may cause. So a source that floods does not hide the other
  // sources.
  static constexpr int kLinesOfSourceASecond = 2;

  explicit Trail(TrailOptions options, std::function<Time()> now = std::chrono::steady_clock::now)
      : options_(std::move(options)), now_(std::move(now)) {}

  // auth_failed() and limit_reached() log and count a refusal. `reason` is a word of
  // trail_word::of_auth_failed(), `limit` a word of trail_word::of_limit_reached(). `from` is the
  // client's address.
  void auth_failed(std::string_view reason, Address const& from);
  void limit_reached(std::string_view limit, Address const& from);
  void key_used_from_new_network(records::Hash const& key, std::string const& site,
                                 Address const& from);
  void admin_changed(records::AdminAct const& act);

  // How often each event happened. The key is the event and its kind: the reason, limit or act, or
  // the kind of the key (for key_used_from_new_network).
  using Counts = std::map<std::pair<std::string, std::string>, std::uint64_t>;
  Counts counts() const;

 private:
  // The lines of one event in the current second.
  struct Lines {
    Time second{};
    int written = 0;
    std::map<std::uint64_t, int> of_source;  // by Source::value(); bounded by `written`
    std::uint64_t left_out = 0;
  };
  void count(TrailEvent event, std::string_view kind);
  void tell(TrailEvent event, std::string_view fields, Address const& from);
  bool may_write(TrailEvent event, Address const& from, std::uint64_t& left_out);
  std::string source_of_line(Address const& from) const;

  TrailOptions const options_;
  std::function<Time()> const now_;
  mutable std::mutex mutex_;  // guards all below
  Counts counts_;
  std::array<Lines, base::kWords<TrailEvent>.size()> lines_;
};

// Returns the trail's word for a token that was refused. The word depends only on the token's
// prefix, which tells the kind of token. If `token` is empty, the request had no token.
std::string_view bad_token_reason(std::string_view token);

}  // namespace callbackd::edge
