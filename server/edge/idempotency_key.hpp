// What an Idempotency-Key stands for. It belongs to the site and the kind of key it came with; with
// a publishable key, which everybody has, one that could be guessed also belongs to the source it
// came from, so that nobody gets what another was answered. Bodies are compared by their meaning.
// Pure; any thread.
#pragma once
#include <string>
#include <string_view>

#include "base/source.hpp"
#include "core/messages/types.hpp"
#include "engine/engine.hpp"

namespace callbackd::edge {

struct KeyedRequest {
  std::string site;
  core::KeyKind kind{};
  base::Source source;
  std::string_view key_text;
  std::string_view body;
};

struct IdempotencyKeys {
  engine::IdempotencyKey key;
  // As servers before this version wrote it, for what they remembered in their last 24 hours.
  engine::IdempotencyKey former;
  // They did not say whose a key like this was: only the same bytes are a repeat, another body is
  // another's, and as anybody may have guessed it all, no token is told.
  bool former_may_be_anothers = false;
};

IdempotencyKeys idempotency_keys(KeyedRequest const& request);

// Whether a key's text looks as if 128 bits of it were random: a UUID of version 4; 32 or more
// hexadecimal digits, at least 8 different ones and a letter among them; or 22 or more characters
// of base64url, at least 14 different ones, capitals, small letters and digits among them, where at
// least a third of the neighbours (signs left out) are of different kinds.
bool looks_random(std::string_view key_text);

}  // namespace callbackd::edge
