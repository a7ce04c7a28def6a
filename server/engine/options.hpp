// Given to the engine at its start: limits, and functions for what its room must not know (JSON,
// the database).
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

struct ProposedSite {  // neither a site nor a refusal: it could not be read just now
  core::SitePtr site;
  core::QueueMoves moves;
  std::string refusal;
};

struct EngineOptions {
  explicit EngineOptions(base::HashKey key) : hash_key(key) {}

  base::HashKey hash_key;  // random, new at each start
  base::Limits limits;
  std::string instance;  // unique for each start: part of every session_id
  // Writes an answer as JSON for the request_id memory: a result, or an error object (then the
  // second value is true).
  std::function<std::pair<std::string, bool>(core::AnswerBody const&, DetailsMap const&)>
      encode_answer;
  // Loads a proposed site definition and checks it. Called on the engine's thread, answers on any.
  std::function<void(std::int64_t version, std::function<void(ProposedSite)>)> load_definition;
  // Called when the access version changed since the commit before (users, keys or tokens changed),
  // or when a definition came into force. On the engine's thread; must only post and return.
  std::function<void()> on_access_changed;
  // The cell was lost or a batch refused: the program must end.
  std::function<void(std::string why)> on_fatal;
};

}  // namespace callbackd::engine
