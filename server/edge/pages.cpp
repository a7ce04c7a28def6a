#include "edge/pages.hpp"

#include <algorithm>
#include <string>

namespace callbackd::edge {
namespace {

bool lists(std::vector<std::string> const& origins, std::string_view origin) {
  return !origin.empty() && std::find(origins.begin(), origins.end(), origin) != origins.end();
}

}  // namespace

bool is_site_page(EdgeParts& parts, std::string_view origin) {
  if (origin.empty()) return false;
  auto const site = parts.engine.site();
  return std::any_of(site->sites.begin(), site->sites.end(),
                     [&](auto const& each) { return lists(each.origins, origin); });
}

bool is_page_of_site(EdgeParts& parts, std::string_view site, std::string_view origin) {
  auto const definition = parts.engine.site();
  auto const* const found = definition->find_site(site);
  return found != nullptr && lists(found->origins, origin);
}

bool is_agent_page(EdgeParts const& parts, std::string_view origin) {
  return lists(parts.options.agent_origins, origin);
}

std::vector<HttpHeader> refusal_headers(EdgeParts& parts, std::string_view origin) {
  std::vector<HttpHeader> headers;
  if (is_site_page(parts, origin) || is_agent_page(parts, origin)) headers = readable_by(origin);
  headers.push_back({"Vary", "Origin"});
  return headers;
}

}  // namespace callbackd::edge
