// Which web pages a browser may let read our answers (CORS): those of the sites' origins and of the
// agents' clients. Reads the definition in force; any thread. Decides about no request: the routes
// do.
#pragma once
#include <string_view>
#include <vector>

#include "edge/cors_headers.hpp"
#include "edge/net/http_message.hpp"
#include "edge/parts.hpp"

namespace callbackd::edge {

bool is_site_page(EdgeParts& parts, std::string_view origin);  // of any site
bool is_page_of_site(EdgeParts& parts, std::string_view site, std::string_view origin);
bool is_agent_page(EdgeParts const& parts, std::string_view origin);

// With a refusal that says nothing but what is wrong with the request, or that nothing can be done:
// for a page of any site and of an agents' client.
std::vector<HttpHeader> refusal_headers(EdgeParts& parts, std::string_view origin);

}  // namespace callbackd::edge
