#include "edge/net/head.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "edge/net/head_text.hpp"

namespace callbackd::edge {
namespace {

using Refused = std::optional<HttpRefusal>;

// kMethodBytes is the longest method that is accepted. kRequestLineRest is the size of the longest
// request line without its target: method, two spaces and version.
constexpr std::size_t kMethodBytes = 32;
constexpr std::size_t kRequestLineRest = kMethodBytes + 2 + 8;

// Header fields that may come only once. If such a field came twice, this server could use the
// first value while a proxy in front of it uses the last.
constexpr std::array<std::string_view, 12> kOnce{"host",
                                                 "content-length",
                                                 "transfer-encoding",
                                                 "authorization",
                                                 "content-type",
                                                 "origin",
                                                 "idempotency-key",
                                                 "expect",
                                                 "sec-websocket-key",
                                                 "sec-websocket-version",
                                                 "cookie",
                                                 "x-request-id"};

// The positions in kOnce of the fields that take_single_field() reads.
enum Once : std::size_t { kHost, kContentLength, kTransferEncoding, kExpect = 7 };

// Parses the text in one pass: the request line, then the field lines, then the rules between
// fields (check_all_fields()). Each function returns the first fault that it finds. Nothing is
// repaired.
class HeadParser {
 public:
  HeadParser(std::string_view text, NetLimits const& limits) : text_(text), limits_(limits) {}

  boost::system::result<Head, HttpRefusal> parse() {
    if (auto refused = request_line()) return *refused;
    while (text_.substr(at_) != "\r\n") {
      if (at_ >= text_.size()) return bad_request("The head does not end with an empty line.");
      if (auto refused = field_line()) return *refused;
    }
    if (auto refused = check_all_fields()) return *refused;
    return std::move(head_);
  }

 private:
  Slice slice(std::string_view part) const {
    return {static_cast<std::uint16_t>(part.data() - text_.data()),
            static_cast<std::uint16_t>(part.size())};
  }

  // Returns the next line without its CRLF. The line may still contain a lone CR or LF. That is a
  // control character, and the checks of method, target, field name and value all refuse it.
  std::optional<std::string_view> line() {
    auto const end = text_.find("\r\n", at_);
    if (end == std::string_view::npos) return std::nullopt;
    auto const found = text_.substr(at_, end - at_);
    at_ = end + 2;
    return found;
  }

  Refused request_line() {
    auto const found = line();
    if (!found) return bad_request("The request line does not end with CRLF.");
    auto const first = found->find(' ');
    auto const last = found->rfind(' ');
    if (first == std::string_view::npos || first == last)
      return bad_request("The request line is not a method, a target and a version.");
    auto const method = found->substr(0, first);
    if (!is_token(method) || method.size() > kMethodBytes)
      return bad_request("The method is not a token.");
    if (auto refused = version(found->substr(last + 1))) return refused;
    head_.method = slice(method);
    return target(found->substr(first + 1, last - first - 1));
  }

  Refused version(std::string_view text) {
    bool const well_formed = text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) &&
                             text[6] == '.' && is_digit(text[7]);
    if (!well_formed) return bad_request("The version is not HTTP/1.1 or HTTP/1.0.");
    if (text[5] != '1' || (text[7] != '0' && text[7] != '1'))
      return bad_request("This server accepts only HTTP/1.1 and HTTP/1.0.");
    head_.http_1_1 = text[7] == '1';
    return std::nullopt;
  }

  Refused target(std::string_view text) {
    if (text.size() > limits_.target_bytes) return kUriTooLong;
    if (!is_target(text))
      return bad_request("The target has a character or an escape that is not allowed.");
    auto path = text;
    if (starts_with_scheme(text)) {
      auto const slashes = text.find("//");
      auto const rest = text.substr(slashes + 2);
      authority_ = rest.substr(0, rest.find_first_of("/?"));
      path = rest.substr(authority_->size());
    }
    auto const question = path.find('?');
    if (question != std::string_view::npos) head_.query = slice(path.substr(question + 1));
    path = path.substr(0, question);
    // A target without a path (http://host?query) has the path "/". A Slice must point into the
    // text, so it points at the second "/" of the "//" after the scheme.
    if (authority_ && path.empty()) path = text.substr(text.find("//") + 1, 1);
    bool const asterisk = path == "*" && text == "*" && head_.method.of(text_) == "OPTIONS";
    if (!path.starts_with('/') && !asterisk)
      return bad_request("The target is not an absolute path.");
    head_.path = slice(path);
    return std::nullopt;
  }

  Refused field_line() {
    auto const found = line();
    if (!found) return bad_request("A header field does not end with CRLF.");
    if (head_.fields.size() == limits_.head_fields) return kHeadTooLarge;
    if (found->starts_with(' ') || found->starts_with('\t'))
      return bad_request("A header field is folded over two lines.");
    auto const colon = found->find(':');
    if (colon == std::string_view::npos || !is_token(found->substr(0, colon)))
      return bad_request("The name of a header field is not a token followed by a colon.");
    auto const name = found->substr(0, colon);
    auto const value = trim(found->substr(colon + 1));
    if (!is_field_value(value))
      return bad_request("The value of a header field has a control character.");
    head_.fields.push_back({slice(name), slice(value)});
    return take_field(name, value);
  }

  Refused take_field(std::string_view name, std::string_view value) {
    for (std::size_t which = 0; which < kOnce.size(); ++which) {
      if (!equals_ignoring_case(name, kOnce[which])) continue;
      if (seen_[which])
        return bad_request("A header field that may be given only once was given again.");
      seen_[which] = true;
      return take_single_field(which, value);
    }
    if (equals_ignoring_case(name, "connection")) {
      close_ = close_ || has_list_item(value, "close");
      keep_ = keep_ || has_list_item(value, "keep-alive");
      upgrade_ = upgrade_ || has_list_item(value, "upgrade");
    } else if (equals_ignoring_case(name, "upgrade")) {
      web_socket_ = web_socket_ || has_list_item(value, "websocket");
    }
    return std::nullopt;
  }

  Refused take_single_field(std::size_t which, std::string_view value) {
    switch (which) {
      case kHost:
        if (!is_host(value)) return bad_request("Host is not one host and port.");
        host_ = value;
        break;
      case kContentLength: {
        auto const length = whole_number(value);
        if (!length) return bad_request("Content-Length is not one number.");
        head_.content_length = *length;
        break;
      }
      case kTransferEncoding:
        if (!equals_ignoring_case(value, "chunked"))
          return bad_request("Transfer-Encoding is not exactly chunked.");
        head_.chunked = true;
        break;
      case kExpect:
        if (!equals_ignoring_case(value, "100-continue"))
          return bad_request("Expect must be 100-continue.");
        head_.expects_continue = true;
        break;
      default:
        break;
    }
    return std::nullopt;
  }

  // Checks the rules that need all fields. A head with both Transfer-Encoding and Content-Length is
  // the classic request smuggling. Two servers in a row could see the end of the body at different
  // places. One of them would then take the last part of the body for another request.
  Refused check_all_fields() {
    if (head_.http_1_1 && !seen_[kHost]) return bad_request("Host is missing.");
    if (authority_ && (authority_->empty() || !equals_ignoring_case(*authority_, host_)))
      return bad_request("The target names another host than Host.");
    if (head_.chunked && !head_.http_1_1)
      return bad_request("HTTP/1.0 does not allow Transfer-Encoding.");
    if (head_.chunked && seen_[kContentLength])
      return bad_request("Transfer-Encoding and Content-Length exclude each other.");
    head_.keep_alive = !close_ && (head_.http_1_1 || keep_);
    head_.expects_continue = head_.expects_continue && head_.http_1_1;
    head_.wants_web_socket =
        web_socket_ && upgrade_ && head_.http_1_1 && head_.method.of(text_) == "GET";
    if (head_.wants_web_socket && (head_.chunked || head_.content_length > 0))
      return bad_request("A WebSocket handshake must not have a body.");
    return std::nullopt;
  }

  std::string_view text_;
  NetLimits const& limits_;
  std::size_t at_ = 0;
  Head head_;
  std::optional<std::string_view> authority_;
  std::string_view host_;
  std::array<bool, kOnce.size()> seen_{};
  bool close_ = false, keep_ = false, upgrade_ = false, web_socket_ = false;
};

}  // namespace

HttpRefusal bad_request(std::string_view detail) {
  return {400, "bad_request", "Bad Request", detail};
}

boost::system::result<std::optional<std::size_t>, HttpRefusal> HeadSearch::find_end(
    std::string_view arrived, NetLimits const& limits) {
  // If no method can begin with the first byte, the bytes are refused immediately. An example is
  // TLS on a plain port.
  if (!arrived.empty() && !is_token_char(arrived.front()))
    return bad_request("This is not an HTTP request.");
  auto const request_line_bytes = limits.target_bytes + kRequestLineRest;
  while (scanned < arrived.size()) {
    auto const line_end = arrived.find('\n', scanned);
    if (line_end == std::string_view::npos) break;
    if (line_end == 0 || arrived[line_end - 1] != '\r')
      return bad_request("A line ends without CR.");
    if (line_start_ == 0 && line_end > request_line_bytes) return kUriTooLong;
    scanned = line_end + 1;
    if (scanned > limits.head_bytes) return kHeadTooLarge;
    if (line_end - line_start_ == 1) return std::optional(scanned);
    line_start_ = scanned;
  }
  scanned = arrived.size();
  if (line_start_ == 0 && scanned > request_line_bytes) return kUriTooLong;
  if (scanned > limits.head_bytes) return kHeadTooLarge;
  return std::optional<std::size_t>{};
}

boost::system::result<Head, HttpRefusal> parse_head(std::string_view text,
                                                    NetLimits const& limits) {
  if (text.size() > limits.head_bytes || text.size() > UINT16_MAX) return kHeadTooLarge;
  return HeadParser(text, limits).parse();
}

}  // namespace callbackd::edge
