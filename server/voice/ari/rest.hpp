// A request to Asterisk's REST interface and what became of it, as values. A request knows neither
// host nor credentials; an answer that never came says whether the request can have had an effect.
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

// Of a query's or a path's one value: all but letters, digits and -_.~ become %XX.
std::string percent_encoded(std::string_view text);

}  // namespace callbackd::voice::ari
