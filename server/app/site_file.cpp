#include "app/site_file.hpp"

#include <ostream>

#include "app/toml_node.hpp"
#include "edge/site_regions.hpp"

namespace callbackd::app {

SiteFile load_site_file(std::string const& path) {
  SiteFile file;
  file.path = path;
  std::string why;
  auto text = read_text_file(path, why);
  if (!text) {
    file.decoded.errors.push_back({"", "unreadable", why, {}});
    return file;
  }
  file.text = std::move(*text);
  auto parsed = parse_toml(file.text);
  if (parsed.errors.empty()) {
    file.decoded = edge::with_regions_checked(core::decode_site(parsed.root), parsed.root);
  } else {
    file.decoded.errors = std::move(parsed.errors);
  }
  return file;
}

void print_problems(SiteFile const& file, std::ostream& out) {
  for (auto const& error : file.decoded.errors) out << problem_text(file.path, error) << '\n';
  for (auto const& notice : file.decoded.notices) {
    auto told = notice;
    told.message = "notice: " + notice.message;
    out << problem_text(file.path, told) << '\n';
  }
}

}  // namespace callbackd::app
