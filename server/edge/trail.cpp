#include "edge/trail.hpp"

#include <spdlog/spdlog.h>

#include "base/quoted.hpp"
#include "core/messages/view.hpp"
#include "edge/net/counters.hpp"
#include "edge/request_source.hpp"
#include "wire/problem.hpp"

namespace callbackd::edge {
namespace {

constexpr std::size_t kShownDigits = 16;  // hexadecimal digits of a hash in the log

std::string plain(Trail::Address const& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.to_string();
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
}

std::string digits(base::Uuid const& hash) {
  auto text = base::to_text(hash);
  std::erase(text, '-');
  return text.substr(0, kShownDigits);
}

// Returns the name of a key, as `callbackd key --list` shows it.
std::string key_id(records::Hash const& key) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr std::size_t kBytes = 6;
  std::string text;
  for (auto const byte : key.substr(0, kBytes)) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4U];
    text += kDigits[static_cast<unsigned char>(byte) & 0x0FU];
  }
  return text;
}

}  // namespace

namespace trail_word {

std::set<std::string_view> of_auth_failed() {
  std::set<std::string_view> words{kWrongPassword,   kForbidden,  kNoToken,       kBadToken,
                                   kBadSessionToken, kBadSiteKey, kBadManageToken};
  for (auto const& [word, why] : base::kWords<ClosedFor>) {
    if (proxy_named_no_client(why)) words.insert(word);
  }
  return words;
}

std::set<std::string_view> of_limit_reached() {
  std::set<std::string_view> words{kLoginsWaiting, kWebSocketPolicy};
  for (auto const& [word, why] : base::kWords<ClosedFor>) {
    if (!proxy_named_no_client(why)) words.insert(word);
  }
  for (auto const& [word, limit] : core::kWords<core::RequestLimit>) {
    core::Refusal refusal;
    refusal.reason = core::RefusalReason::kLimitReached;
    refusal.limit = limit;
    auto const code = wire::problem_of(refusal).code;
    words.insert(wire::to_text(code));
    if (code == wire::ProblemCode::kLimitReached) words.insert(word);
  }
  return words;
}

}  // namespace trail_word

std::string_view bad_token_reason(std::string_view token) {
  if (token.empty()) return trail_word::kNoToken;
  auto const kind = kind_of_token(token);
  if (!kind) return trail_word::kBadToken;
  switch (*kind) {
    case TokenKind::kSecretKey:
    case TokenKind::kPublishableKey:
      return trail_word::kBadSiteKey;
    case TokenKind::kManageToken:
      return trail_word::kBadManageToken;
    case TokenKind::kSession:
      return trail_word::kBadSessionToken;
  }
  return trail_word::kBadToken;
}

void Trail::auth_failed(std::string_view reason, Address const& from) {
  count(TrailEvent::kAuthFailed, reason);
  tell(TrailEvent::kAuthFailed, "reason=" + std::string(reason), from);
}

void Trail::limit_reached(std::string_view limit, Address const& from) {
  count(TrailEvent::kLimitReached, limit);
  tell(TrailEvent::kLimitReached, "limit=" + std::string(limit), from);
}

void Trail::key_used_from_new_network(records::Hash const& key, std::string const& site,
                                      Address const& from) {
  count(TrailEvent::kKeyFromNewNetwork, core::to_text(core::KeyKind::kSecret));
  tell(TrailEvent::kKeyFromNewNetwork, "key=\"" + key_id(key) + "\" site=" + base::quoted(site),
       from);
}

// Logs an administrative act by its number. The log never says which user did what to which user.
// This is only in the table admin_act, in the row with the same number.
void Trail::admin_changed(records::AdminAct const& act) {
  count(TrailEvent::kAdminChanged, act.act);
  spdlog::info("{} act={} number={}", base::to_text(TrailEvent::kAdminChanged), act.act,
               act.number);
}

void Trail::count(TrailEvent event, std::string_view kind) {
  std::lock_guard const lock(mutex_);
  ++counts_[{std::string(base::to_text(event)), std::string(kind)}];
}

Trail::Counts Trail::counts() const {
  std::lock_guard const lock(mutex_);
  return counts_;
}

void Trail::tell(TrailEvent event, std::string_view fields, Address const& from) {
  std::uint64_t left_out = 0;
  if (!may_write(event, from, left_out)) return;
  std::string line(base::to_text(event));
  line += ' ';
  line += fields;
  line += ' ' + source_of_line(from);
  if (left_out > 0) line += " left_out=" + std::to_string(left_out);
  spdlog::warn("{}", line);
}

// Whether a line of this event may be written now. If it may, `left_out` is set to the number of
// its lines that were left out since its last line.
bool Trail::may_write(TrailEvent event, Address const& from, std::uint64_t& left_out) {
  auto const source = source_of(from).value();
  std::lock_guard const lock(mutex_);
  auto& lines = lines_[static_cast<std::size_t>(event)];
  if (auto const now = now_(); now - lines.second >= std::chrono::seconds{1}) {
    lines.second = now;
    lines.written = 0;
    lines.of_source.clear();
  }
  auto const of_source = lines.of_source.find(source);
  bool const flooded =
      of_source != lines.of_source.end() && of_source->second >= kLinesOfSourceASecond;
  if (lines.written >= kLinesASecond || flooded) {
    ++lines.left_out;
    return false;
  }
  ++lines.written;
  ++lines.of_source[source];
  left_out = std::exchange(lines.left_out, 0);
  return true;
}

std::string Trail::source_of_line(Address const& from) const {
  if (options_.addresses) return "address=" + plain(from);
  return "source=\"" + digits(options_.hash(std::to_string(source_of(from).value()))) + '"';
}

}  // namespace callbackd::edge
