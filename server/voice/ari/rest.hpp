// RestRequest and RestAnswer: a request to Asterisk's REST interface and its answer. A request
// contains neither host nor credentials. If no answer came, RestAnswer says whether the request may
// have been done. Values and one pure function; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace callbackd::voice::ari {

// Asterisk answers so when the state of a channel or bridge does not allow the request.
inline constexpr unsigned kHttpConflict = 409;

enum class Method : std::uint8_t { kGet, kPost, kPut, kDelete };

struct RestRequest {
  Method method = Method::kGet;
  std::string target;  // the path after /ari, with the query
  std::string body;    // JSON; empty: no body
  // If true, the request must not be sent long after it was made. Such a request dials, and a
  // process that was frozen for a while must not dial.
  bool perishable = false;
};

struct RestAnswer {
  enum class Kind : std::uint8_t {
    kAnswered,
    kNotSent,  // no byte of the request was sent, so it was not done
    kUnknown   // the connection ended or the time was over; perhaps the request was done or will be
  };
  Kind kind = Kind::kUnknown;
  unsigned status = 0;
  std::string body;

  bool is(unsigned wanted) const { return kind == Kind::kAnswered && status == wanted; }
  bool done() const { return kind == Kind::kAnswered && status >= 200 && status < 300; }
};

// Encodes one value for a path or a query. All bytes except letters, digits and -_.~ become %XX.
std::string percent_encoded(std::string_view text);

}  // namespace callbackd::voice::ari
