// Reads the TOML file of a site definition and checks it. `check`, `apply` and `simulate` use this,
// on the main thread. It reads one file, and prints only to the stream that it is given.
#pragma once
#include <iosfwd>
#include <string>

#include "core/definition/site_decoder.hpp"

namespace callbackd::app {

struct SiteFile {
  std::string path;
  std::string text;
  core::DecodedSite decoded;
};

SiteFile load_site_file(std::string const& path);

// Prints each error and notice on a line of its own: FILE:LINE:COL: field: message. A notice has
// "notice: " before its message. A position or field that is not known is left out.
void print_problems(SiteFile const& file, std::ostream& out);

}  // namespace callbackd::app
