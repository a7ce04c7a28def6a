// A site definition's TOML file, read and checked; what `check` and `apply` have in common.
// Reads one file; prints only where it is told to.
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

// Each error and notice on a line of its own: FILE:LINE:COL: field: message.
void print_problems(SiteFile const& file, std::ostream& out);

}  // namespace callbackd::app
