#include "app/toml_node.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/definition/node_text.hpp"

namespace callbackd::app {
namespace {

constexpr std::size_t kLineChars = 120;

core::Position position_of(toml::source_region const& region) {
  return {region.begin.line, region.begin.column};
}

core::Node node_of(toml::node const& from);

core::NodeTable table_of(toml::table const& from) {
  core::NodeTable table;
  for (auto const& [key, value] : from) {
    table.push_back({std::string(key.str()), node_of(value), position_of(key.source())});
  }
  // toml++ sorts the keys of a table by name. They are put back into the order in which they were
  // written, because people read them in that order.
  std::sort(table.begin(), table.end(), [](auto const& a, auto const& b) {
    return std::pair{a.position.line, a.position.column} <
           std::pair{b.position.line, b.position.column};
  });
  return table;
}

template <typename T>
std::string printed(T const& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

core::Node node_of(toml::node const& from) {
  core::Node node;
  node.position = position_of(from.source());
  if (auto const* table = from.as_table()) {
    node.value = table_of(*table);
  } else if (auto const* array = from.as_array()) {
    core::NodeList list;
    for (auto const& item : *array) list.push_back(node_of(item));
    node.value = std::move(list);
  } else if (auto const* text = from.as_string()) {
    node.value = text->get();
  } else if (auto const* number = from.as_integer()) {
    node.value = number->get();
  } else if (auto const* real = from.as_floating_point()) {
    node.value = real->get();
  } else if (auto const* flag = from.as_boolean()) {
    node.value = flag->get();
  } else if (auto const* date = from.as_date()) {  // dates and times are texts to the decoders
    node.value = printed(date->get());
  } else if (auto const* time = from.as_time()) {
    node.value = printed(time->get());
  } else if (auto const* both = from.as_date_time()) {
    node.value = printed(both->get());
  }
  return node;
}

bool is_list_of_tables(core::Node const& node) {
  auto const* list = std::get_if<core::NodeList>(&node.value);
  return list != nullptr && !list->empty() &&
         std::all_of(list->begin(), list->end(), [](core::Node const& item) {
           return std::holds_alternative<core::NodeTable>(item.value);
         });
}

void write_value(std::string& out, std::string const& key, core::Node const& node) {
  auto const line = core::key_text(key) + " = " + core::to_text(node);
  auto const* list = std::get_if<core::NodeList>(&node.value);
  if (list == nullptr || line.size() <= kLineChars) {
    out += line + '\n';
    return;
  }
  out += core::key_text(key) + " = [\n";
  for (auto const& item : *list) out += "  " + core::to_text(item) + ",\n";
  out += "]\n";
}

void write_values(std::string& out, core::Node const& node) {
  for (auto const& entry : std::get<core::NodeTable>(node.value)) {
    write_value(out, entry.key, entry.node);
  }
}

}  // namespace

ParsedToml parse_toml(std::string_view text) {
  ParsedToml parsed;
  try {
    toml::table const table = toml::parse(text);
    parsed.root = {table_of(table), {1, 1}};
  } catch (toml::parse_error const& error) {
    parsed.errors.push_back({"",
                             "syntax",
                             std::string(error.description()),
                             {error.source().begin.line, error.source().begin.column}});
  }
  return parsed;
}

// Tables become [sections], and lists of tables become [[sections]]. Tables inside a section are
// written inline.
std::string write_toml(core::Node const& root) {
  std::string out;
  auto const* table = std::get_if<core::NodeTable>(&root.value);
  if (table == nullptr) return out;
  auto const is_section = [](core::Node const& node) {
    return std::holds_alternative<core::NodeTable>(node.value) || is_list_of_tables(node);
  };
  for (auto const& entry : *table) {  // in TOML, what is in no section comes first
    if (!is_section(entry.node)) write_value(out, entry.key, entry.node);
  }
  auto const begin_section = [&](std::string const& header) {
    out += (out.empty() ? "" : "\n") + header + '\n';
  };
  for (auto const& entry : *table) {
    if (!is_section(entry.node)) continue;
    auto const name = core::key_text(entry.key);
    if (auto const* list = std::get_if<core::NodeList>(&entry.node.value)) {
      for (auto const& item : *list) {
        begin_section("[[" + name + "]]");
        write_values(out, item);
      }
    } else {
      begin_section('[' + name + ']');
      write_values(out, entry.node);
    }
  }
  return out;
}

std::optional<std::string> read_text_file(std::string const& path, std::string& why) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  char block[64 * 1024];
  while (file.read(block, sizeof block) || file.gcount() > 0) {
    text.append(block, static_cast<std::size_t>(file.gcount()));
    if (text.size() > kTomlBytesMost) {
      why = "the file is larger than " + std::to_string(kTomlBytesMost / 1024 / 1024) + " MiB";
      return std::nullopt;
    }
  }
  if (!file.eof()) {
    why = errno == 0 ? "the file cannot be read" : std::strerror(errno);
    return std::nullopt;
  }
  return text;
}

std::string problem_text(std::string_view file, core::SiteProblem const& problem) {
  std::string out(file);
  if (problem.position.line != 0) {
    out +=
        ':' + std::to_string(problem.position.line) + ':' + std::to_string(problem.position.column);
  }
  out += ": ";
  if (!problem.field.empty()) out += problem.field + ": ";
  return out + problem.message;
}

}  // namespace callbackd::app
