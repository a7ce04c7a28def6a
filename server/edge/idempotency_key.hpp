// The scope and the hash of an Idempotency-Key. Pure functions; any thread.
//
// A key belongs to the site, and to the kind of site key (secret or publishable) that the request
// had. Everybody has a publishable key, so there a key text that could be guessed ("order-17") also
// belongs to the source of the request: otherwise a stranger could send the same text and get the
// answer, with the manage token, of somebody else. Bodies are compared by their meaning: as
// canonical JSON, or as bytes if they are not JSON.
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
  // The key as former versions of the server stored it; needed for 24 hours after an upgrade.
  engine::IdempotencyKey former;
  // Former versions did not add the source to a key text that could be guessed. So what they stored
  // may belong to somebody else: only the same bytes are a repeat, another body is a new request,
  // and the answer of a repeat has no manage token.
  bool former_may_be_anothers = false;
};

IdempotencyKeys idempotency_keys(KeyedRequest const& request);

// Whether a key's text looks as if it had 128 random bits, so that nobody can guess it:
// - a UUID of version 4 with more than 8 different characters;
// - 32 or more hexadecimal digits, at least 8 of them different, with a letter among them;
// - 22 or more characters of base64url, at least 14 of them different, with capitals, small letters
//   and digits among them, where (without `-` and `_`) at least a third of the neighbours are of
//   different kinds.
bool looks_random(std::string_view key_text);

}  // namespace callbackd::edge
