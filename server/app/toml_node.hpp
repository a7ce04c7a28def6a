// TOML text to a Node tree with positions, and a tree back to TOML as a person would write it.
// Pure but for read_text_file; any thread. Knows no names of any file; syntax errors come back as
// problems, never as exceptions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/definition/node.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::app {

struct ParsedToml {
  core::Node root;
  core::Problems errors;  // at most one: parsing ends at the first
};

ParsedToml parse_toml(std::string_view text);
std::string write_toml(core::Node const& root);

inline constexpr std::size_t kTomlBytesMost = 16 * 1024 * 1024;

// nullopt: it cannot be read; `why` says so in the system's words.
std::optional<std::string> read_text_file(std::string const& path, std::string& why);

// FILE:LINE:COL: field: message, without what is not known.
std::string problem_text(std::string_view file, core::SiteProblem const& problem);

}  // namespace callbackd::app
