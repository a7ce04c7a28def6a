// libFuzzer: reads any bytes as JSON. A value that the strict parser accepts can be written, and is
// read again as the same value. Only the last digits of a fraction may differ, because Boost.JSON
// does not keep them. An accepted value contains no text with a zero byte, because PostgreSQL
// cannot store it. If the value is a site definition, the definition can be written and read again,
// too.
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "wire/definition_json.hpp"
#include "wire/strict_json.hpp"

namespace {

namespace json = boost::json;

bool same(json::value const& a, json::value const& b) {
  constexpr double kNear = 1e-12;
  if (a.kind() != b.kind()) return false;
  if (a.is_double())
    return std::abs(a.get_double() - b.get_double()) <= kNear * std::abs(a.get_double());
  if (a.is_array()) {
    return std::equal(a.get_array().begin(), a.get_array().end(), b.get_array().begin(),
                      b.get_array().end(), same);
  }
  if (a.is_string()) return a == b && a.get_string().find('\0') == json::string::npos;
  if (!a.is_object()) return a == b;
  auto const same_entry = [](auto const& x, auto const& y) {
    return x.key() == y.key() && same(x.value(), y.value());
  };
  return std::equal(a.get_object().begin(), a.get_object().end(), b.get_object().begin(),
                    b.get_object().end(), same_entry);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  using namespace callbackd;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const parsed = wire::parse_strict(text);
  if (!parsed) {
    auto const& error = parsed.error();
    if (error.offset > size || error.to_text().empty()) std::abort();
    return 0;
  }
  auto const written = json::serialize(*parsed);
  auto const again = wire::parse_strict(written);
  if (!again || !same(*parsed, *again)) std::abort();
  auto const tree = wire::read_definition(text);
  if (!tree.ok()) return 0;
  if (!wire::read_definition(wire::write_definition(tree.value)).ok()) std::abort();
  return 0;
}
