// Works out to whom an Idempotency-Key belongs, and makes the hashes of the key and of the body.
// Pure functions, any thread.
//
// An Idempotency-Key belongs to the site and to the kind of site key (secret or publishable) that
// the request had. Anybody can have a publishable key. So with a publishable key, an
// Idempotency-Key that could be guessed ("order-17") also belongs to the source of the request.
// Otherwise a stranger could send the same text and get the answer to somebody else's request, with
// the manage token in it. Bodies are compared by their meaning: as canonical JSON, or as bytes if
// they are not JSON.
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
  // The key as older versions of the server stored it. It is needed for 24 hours after an upgrade.
  engine::IdempotencyKey former;
  // True if a row with the former key may belong to somebody else. Older versions did not add the
  // source to a key text that could be guessed. If true, only a body with the same bytes is a
  // repeat, and the answer to it has no manage token. Any other body is a new request.
  bool former_may_be_anothers = false;
};

IdempotencyKeys idempotency_keys(KeyedRequest const& request);

// Whether a key's text looks as if it had 128 random bits, so that nobody can guess it. It must
// have one of these forms:
// - A UUID of version 4 with more than 8 different characters.
// - 32 or more hexadecimal digits. At least 8 of them are different, and at least one is a letter.
// - 22 or more characters of base64url. At least 14 of them are different, and there are capitals,
//   small letters and digits. If `-` and `_` are left out, at least a third of the pairs of
//   neighbouring characters are of different kinds (capital, small letter or digit).
bool looks_random(std::string_view key_text);

}  // namespace callbackd::edge
