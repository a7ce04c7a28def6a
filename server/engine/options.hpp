// What the engine is given at its start: limits, and functions that are not its own to know.
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

  base::HashKey hash_key;  // random
  base::Limits limits;
  std::string instance;  // unique for each start: part of every session_id
  // Writes an answer as result or error object, for request_id memory.
  std::function<std::pair<std::string, bool>(core::AnswerBody const&, DetailsMap const&)>
      encode_answer;
  // Loads a proposed site definition and checks it. Called on the engine's thread, answers on any.
  std::function<void(std::int64_t version, std::function<void(ProposedSite)>)> load_definition;
  // What users, keys and tokens may do is another since the commit before, or a definition came
  // into force. Called on the engine's thread, must only post and return.
  std::function<void()> on_access_changed;
  std::function<void(std::string why)> on_fatal;  // fenced, broken: the program ends
};

}  // namespace callbackd::engine
