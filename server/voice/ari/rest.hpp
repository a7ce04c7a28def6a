// A request to Asterisk's REST interface and its answer, as values. A request knows neither host
// nor credentials. Where no answer came, RestAnswer says whether the request can have had an
// effect.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace callbackd::voice::ari {

enum class Method : std::uint8_t { kGet, kPost, kPut, kDelete };

struct RestRequest {
  Method method = Method::kGet;
  std::string target;  // below /ari, with its query
  std::string body;    // JSON; empty: none
  // Not to be sent long after it was made, because a process that was frozen must not dial.
  bool perishable = false;
};

struct RestAnswer {
  enum class Kind : std::uint8_t {
    kAnswered,
    kNotSent,  // no byte of it left: it has no effect
    kUnknown   // cut off or too late: perhaps it has been done, perhaps it will be
  };
  Kind kind = Kind::kUnknown;
  unsigned status = 0;
  std::string body;

  bool is(unsigned wanted) const { return kind == Kind::kAnswered && status == wanted; }
  bool done() const { return kind == Kind::kAnswered && status >= 200 && status < 300; }
};

// For one value in a path or a query: all but letters, digits and -_.~ become %XX.
std::string percent_encoded(std::string_view text);

}  // namespace callbackd::voice::ari
