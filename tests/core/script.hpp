// Test support: the language of the golden transcripts. A script has settings, then one command a
// line, with the effects of the command under it. Examples of settings and commands:
//   queue sales max_offers=2 on_timeout=queue:overflow
//   agent alice capacity=2 skills=english:9
//   rule web to=german if=language:de,not:closed:german
//   09:00:05 alice accepts c1
//   09:01:00 define queue sales priority=5      (or: remove agent alice)
// `play` runs the settings and commands of `script`. It returns the script with the effects that
// each command has now. `#` starts a comment.
#pragma once
#include <string>

namespace callbackd::core::test {

std::string play(std::string const& script);

}  // namespace callbackd::core::test
