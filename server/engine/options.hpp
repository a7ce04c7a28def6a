// EngineOptions is what the engine gets at its start: limits, and functions for work that the
// engine must not do itself (JSON, the database). ActiveServer makes it; the engine keeps it. The
// functions are called on the engine's thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "base/hash_tables.hpp"
#include "base/limits.hpp"
#include "core/core.hpp"
#include "engine/messages.hpp"

namespace callbackd::engine {

// A proposed site definition, or the refusal of it. If both `site` and `refusal` are empty, the
// definition could not be read just now.
struct ProposedSite {
  core::SitePtr site;
  core::QueueMoves moves;
  std::string refusal;
};

struct EngineOptions {
  explicit EngineOptions(base::HashKey key) : hash_key(key) {}

  base::HashKey hash_key;  // random, new at each start
  base::Limits limits;
  std::string instance;  // unique for each start of the server; part of every session_id
  // Writes an answer as JSON. The engine remembers this text by request_id. The second value is
  // true if the JSON is an error object, false if it is a result.
  std::function<std::pair<std::string, bool>(core::AnswerBody const&, DetailsMap const&)>
      encode_answer;
  // Loads a proposed site definition and checks it. The engine calls it on the engine's thread. The
  // function may give its answer on any thread.
  std::function<void(std::int64_t version, std::function<void(ProposedSite)>)> load_definition;
  // Called when a commit showed a new access version (users, keys or tokens changed), or when a
  // definition came into force. Called on the engine's thread; must only post and return.
  std::function<void()> on_access_changed;
  // Called on the engine's thread when another server has become the active one, or when a batch
  // was refused. The program must end then.
  std::function<void(std::string why)> on_fatal;
};

}  // namespace callbackd::engine
