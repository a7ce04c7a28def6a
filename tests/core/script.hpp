// Test support: the language of the golden transcripts. A script has settings, then commands. Under
// each command are its effects. `#` starts a comment. Settings and commands look like this:
//   queue sales max_offers=2 on_timeout=queue:overflow
//   rule web to=german if=language:de,not:closed:german
//   09:00:05 alice accepts c1
//   09:01:00 define queue sales priority=5      (or: remove agent alice)
// `play` runs the settings and commands of `script`. It returns the script with the effects that
// each command has now. Main thread.
#pragma once
#include <string>

namespace callbackd::core::test {

std::string play(std::string const& script);

}  // namespace callbackd::core::test
