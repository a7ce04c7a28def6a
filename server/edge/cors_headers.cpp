#include "edge/cors_headers.hpp"

#include <string>

namespace callbackd::edge {

std::vector<HttpHeader> readable_by(std::string_view origin) {
  return {{"Access-Control-Allow-Origin", std::string(origin)},
          {"Access-Control-Expose-Headers", "Location, Retry-After"}};
}

}  // namespace callbackd::edge
