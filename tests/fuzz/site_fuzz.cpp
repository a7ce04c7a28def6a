// libFuzzer: reads any bytes as a site file in TOML. A definition that is accepted can be written
// as TOML, and is then read again as the same definition. For a definition that is refused, each
// error has a message and a place inside the file.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "app/toml_node.hpp"
#include "core/definition/site_decoder.hpp"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  using namespace callbackd;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const parsed = app::parse_toml(text);
  if (!parsed.errors.empty()) return 0;
  auto const decoded = core::decode_site(parsed.root);
  if ((decoded.site == nullptr) == decoded.errors.empty()) std::abort();
  auto const lines = 1 + std::count(text.begin(), text.end(), '\n');
  for (auto const& error : decoded.errors) {
    if (error.message.empty() || error.position.line > lines) std::abort();
  }
  if (!decoded.site) return 0;
  auto const written = app::write_toml(decoded.site->written);
  auto const again = core::decode_site(app::parse_toml(written).root);
  if (!again.site || !core::site_changes(*decoded.site, *again.site).empty()) std::abort();
  return 0;
}
