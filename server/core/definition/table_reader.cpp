#include "core/definition/table_reader.hpp"

#include <algorithm>
#include <numeric>

namespace callbackd::core {
namespace {

struct TypeName {
  std::string_view operator()(std::monostate) const { return "nothing"; }
  std::string_view operator()(bool) const { return "true or false"; }
  std::string_view operator()(std::int64_t) const { return "a whole number"; }
  std::string_view operator()(double) const { return "a number with a fraction"; }
  std::string_view operator()(std::string const&) const { return "a text"; }
  std::string_view operator()(NodeList const&) const { return "a list"; }
  std::string_view operator()(NodeTable const&) const { return "a table"; }
};

void wrong_type(NodeAt const& place, std::string_view wanted, Problems& errors) {
  errors.push_back({place.path, "type",
                    "Must be " + std::string(wanted) + ", not " +
                        std::string(std::visit(TypeName{}, place.node.value)) + ".",
                    place.node.position});
}

// The Levenshtein distance: how many characters must be inserted, removed or replaced to make `b`
// from `a`. Only one row of the usual matrix is kept in memory.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      auto const changed = diagonal + (a[i] == b[j] ? 0U : 1U);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, changed});
    }
  }
  return row[b.size()];
}

// Returns the message about an unknown key. The message suggests a known key, if one is similar.
// The first choice is a known key that begins with the written words, for example
// offer_timeout_seconds for offer_timeout. The second choice is the known key with the smallest
// distance, if that is small enough for a typing mistake.
std::string unknown_key_message(std::string_view key, std::vector<std::string> const& known) {
  auto const typos_most = std::max(std::size_t{2}, key.size() / 3);
  std::string const* best = nullptr;
  std::size_t best_distance = typos_most + 1;
  for (auto const& candidate : known) {
    bool const goes_on = candidate.size() > key.size() && candidate.starts_with(key);
    auto const here =
        goes_on && candidate[key.size()] == '_' ? std::size_t{0} : distance(key, candidate);
    if (here < best_distance && here < candidate.size()) {
      best = &candidate;
      best_distance = here;
    }
  }
  return best == nullptr ? "There is no such key."
                         : "There is no such key: did you mean " + *best + "?";
}

// Counts characters, not bytes: the continuation bytes of a UTF-8 sequence are skipped.
std::size_t chars_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

bool has_control(std::string_view text, bool lines_allowed) {
  return std::any_of(text.begin(), text.end(), [=](char c) {
    if (lines_allowed && (c == '\n' || c == '\t' || c == '\r')) return false;
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

}  // namespace

std::string const* text_of(NodeAt const& place, Problems& errors) {
  auto const* text = std::get_if<std::string>(&place.node.value);
  if (text == nullptr) wrong_type(place, "a text", errors);
  return text;
}

std::string const* name_of(NodeAt const& place, Problems& errors) {
  auto const* text = text_of(place, errors);
  if (text == nullptr) return nullptr;
  auto const report = [&](RuleWord rule, std::string message) {
    errors.push_back({place.path, rule, std::move(message), place.node.position});
    return nullptr;
  };
  if (text->empty()) return report("too_short", "Must not be empty.");
  if (chars_in(*text) > kNameChars) {
    return report("too_long", "Must have at most " + std::to_string(kNameChars) + " characters.");
  }
  if (has_control(*text, false)) return report("format", "Must not contain control characters.");
  if (text->front() == ' ' || text->back() == ' ') {
    return report("format", "Must not begin or end with a space.");
  }
  return text;
}

NodeList const* list_of(NodeAt const& place, Problems& errors) {
  auto const* list = std::get_if<NodeList>(&place.node.value);
  if (list == nullptr) wrong_type(place, "a list", errors);
  return list;
}

bool number_of(NodeAt const& place, Range range, std::int64_t& out, Problems& errors) {
  auto const* number = std::get_if<std::int64_t>(&place.node.value);
  if (number == nullptr) {
    wrong_type(place, "a whole number", errors);
    return false;
  }
  if (*number < range.least || *number > range.most) {
    errors.push_back({place.path, "range",
                      "Must be between " + std::to_string(range.least) + " and " +
                          std::to_string(range.most) + ".",
                      place.node.position});
    return false;
  }
  out = *number;
  return true;
}

TableReader::TableReader(NodeAt place, Problems& errors)
    : place_(std::move(place)),
      table_(std::get_if<NodeTable>(&place_.node.value)),
      errors_(errors) {
  if (table_ == nullptr) wrong_type(place_, "a table", errors_);
}

std::string TableReader::path_of(std::string_view key) const {
  return place_.path.empty() ? std::string(key) : place_.path + '.' + std::string(key);
}

Node const* TableReader::take(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  return place_.node.find(key);
}

bool TableReader::text(std::string_view key, std::string& out, std::size_t most_chars) {
  auto const* node = take(key);
  if (node == nullptr) return true;
  auto const* text = text_of({*node, path_of(key)}, errors_);
  if (text == nullptr) return false;
  if (chars_in(*text) > most_chars) {
    error(key, "too_long", "Must have at most " + std::to_string(most_chars) + " characters.");
    return false;
  }
  if (has_control(*text, true)) {
    error(key, "format", "Must not contain control characters.");
    return false;
  }
  out = *text;
  return true;
}

bool TableReader::name(std::string_view key, std::string& out) {
  auto const* node = take(key);
  if (node == nullptr) return true;
  auto const* text = name_of({*node, path_of(key)}, errors_);
  if (text == nullptr) return false;
  out = *text;
  return true;
}

bool TableReader::required_name(std::string_view key, std::string& out) {
  require(key);
  return take(key) != nullptr && name(key, out);
}

bool TableReader::number(std::string_view key, int& out, Range range) {
  auto const* node = take(key);
  if (node == nullptr) return true;
  std::int64_t value = 0;
  if (!number_of({*node, path_of(key)}, range, value, errors_)) return false;
  out = static_cast<int>(value);
  return true;
}

bool TableReader::duration(std::string_view key, std::chrono::seconds& out, Range range) {
  auto const* node = take(key);
  if (node == nullptr) return true;
  std::int64_t value = 0;
  if (!number_of({*node, path_of(key)}, range, value, errors_)) return false;
  out = std::chrono::seconds{value};
  return true;
}

bool TableReader::flag(std::string_view key, bool& out) {
  auto const* node = take(key);
  if (node == nullptr) return true;
  auto const* value = std::get_if<bool>(&node->value);
  if (value == nullptr) {
    wrong_type({*node, path_of(key)}, "true or false", errors_);
    return false;
  }
  out = *value;
  return true;
}

bool TableReader::names(std::string_view key, std::vector<std::string>& out) {
  auto const* node = take(key);
  if (node == nullptr) return true;
  auto const* list = list_of({*node, path_of(key)}, errors_);
  if (list == nullptr) return false;
  bool good = true;
  for (std::size_t i = 0; i < list->size(); ++i) {
    NodeAt const place{(*list)[i], path_of(key) + '[' + std::to_string(i) + ']'};
    auto const* text = name_of(place, errors_);
    good = good && text != nullptr;
    if (text == nullptr) continue;
    if (std::find(out.begin(), out.end(), *text) != out.end()) {
      errors_.push_back(
          {place.path, "duplicate", *text + " is listed twice.", place.node.position});
      good = false;
    } else {
      out.push_back(*text);
    }
  }
  return good;
}

void TableReader::each(std::string_view key, std::function<void(NodeAt)> const& read) {
  auto const* node = take(key);
  if (node == nullptr) return;
  auto const* list = list_of({*node, path_of(key)}, errors_);
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    read({(*list)[i], path_of(key) + '[' + std::to_string(i) + ']'});
  }
}

void TableReader::table(std::string_view key, std::function<void(NodeAt)> const& read) {
  auto const* node = take(key);
  if (node != nullptr) read({*node, path_of(key)});
}

void TableReader::entries(std::string_view key,
                          std::function<void(std::string const&, NodeAt)> const& read) {
  auto const* node = take(key);
  if (node == nullptr) return;
  auto const* table = std::get_if<NodeTable>(&node->value);
  if (table == nullptr) {
    wrong_type({*node, path_of(key)}, "a table", errors_);
    return;
  }
  for (auto const& entry : *table) read(entry.key, {entry.node, path_of(key) + '.' + entry.key});
}

void TableReader::require(std::string_view key) {
  if (valid() && take(key) == nullptr) error(key, "required", "Must be given.");
}

void TableReader::error(std::string_view key, RuleWord rule, std::string message) {
  auto const* node = place_.node.find(key);
  auto const position = node == nullptr ? place_.node.position : node->position;
  errors_.push_back({path_of(key), rule, std::move(message), position});
}

void TableReader::finish() {
  if (table_ == nullptr) return;
  for (auto const& [key, node, position] : *table_) {
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    errors_.push_back({path_of(key), "unknown_field", unknown_key_message(key, known_),
                       position.line == 0 ? node.position : position});
  }
}

}  // namespace callbackd::core
