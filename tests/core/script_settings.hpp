// Test support: reads the settings of a script (see script.hpp). They are queues, agents and rules.
// A command of the script may also change these settings while the script runs. Pure; any thread.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/definition/site_definition.hpp"

namespace callbackd::core::test {

using Words = std::vector<std::string>;

Words words_of(std::string const& line);
std::vector<std::string> split(std::string const& text, char at);
// Reads the options `key=value` of a line, from word number `from` on.
std::map<std::string, std::string> options_of(Words const& words, std::size_t from);
seconds seconds_of(std::string const& text);

// Applies a line to the definition. Returns false if the line is no setting.
bool set(SiteDefinition& site, Words const& words);
void leave_out(SiteDefinition& site, std::string const& what, std::string const& name);

}  // namespace callbackd::core::test
