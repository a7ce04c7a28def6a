// The web pages that may read answers in a browser (CORS): pages of the origins of sites, and of
// the agents' clients. Functions that read the definition in force; any thread. They decide about
// no request: the routes do.
#pragma once
#include <string_view>
#include <vector>

#include "edge/cors_headers.hpp"
#include "edge/net/http_message.hpp"
#include "edge/parts.hpp"

namespace callbackd::edge {

bool is_site_page(EdgeParts& parts, std::string_view origin);  // a page of any site
bool is_page_of_site(EdgeParts& parts, std::string_view site, std::string_view origin);
bool is_agent_page(EdgeParts const& parts, std::string_view origin);

// The headers of a refusal that the transport made: it says only what is wrong with the request, or
// that nothing can be done, so pages of any site and of agents' clients may read it.
std::vector<HttpHeader> refusal_headers(EdgeParts& parts, std::string_view origin);

}  // namespace callbackd::edge
