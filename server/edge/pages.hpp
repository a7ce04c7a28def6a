// Decides which web pages may read answers in a browser (CORS): pages of the origins of sites, and
// pages of the agents' clients. The functions read the definition in force and
// EdgeOptions::agent_origins. Any thread. They refuse no request; the routes do that.
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

// Returns the CORS headers for a refusal that no route made (HttpResponse::of_transport). Such a
// refusal has no data of a callback, a site or a user. So web pages of every site, and those of
// the agents' clients, may read it.
std::vector<HttpHeader> refusal_headers(EdgeParts& parts, std::string_view origin);

}  // namespace callbackd::edge
