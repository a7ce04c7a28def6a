// Test support: the first part of the transcripts' language (script.hpp): words and options, and
// the settings of queues, agents and rules, which a script may also change while it runs.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/definition/site_definition.hpp"

namespace callbackd::core::test {

using Words = std::vector<std::string>;

Words words_of(std::string const& line);
std::vector<std::string> split(std::string const& text, char at);
// key=value from that word on.
std::map<std::string, std::string> options_of(Words const& words, std::size_t from);
seconds seconds_of(std::string const& text);

// False: not a setting.
bool set(SiteDefinition& site, Words const& words);
void leave_out(SiteDefinition& site, std::string const& what, std::string const& name);

}  // namespace callbackd::core::test
