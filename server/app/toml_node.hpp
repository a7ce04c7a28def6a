// Reads TOML text into a tree of nodes (core::Node) with positions, and writes a tree as TOML in
// the way a person would. It does not know the keys of any file. Syntax errors are returned as
// problems, never as exceptions. Pure, except read_text_file; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/definition/node.hpp"
#include "core/definition/table_reader.hpp"

namespace callbackd::app {

struct ParsedToml {
  core::Node root;
  core::Problems errors;  // at most one, because parsing ends at the first error
};

ParsedToml parse_toml(std::string_view text);
std::string write_toml(core::Node const& root);

inline constexpr std::size_t kTomlBytesMost = 16 * 1024 * 1024;

// Returns the text of the file. Returns nullopt if it cannot be read; `why` then has the system's
// reason.
std::optional<std::string> read_text_file(std::string const& path, std::string& why);

// Returns FILE:LINE:COL: field: message. Parts that are not known are left out.
std::string problem_text(std::string_view file, core::SiteProblem const& problem);

}  // namespace callbackd::app
