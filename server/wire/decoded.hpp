// What a decoder hands back: the message as far as it could be read, and every mistake found in it.
// A value; the edge may add mistakes of its own (phone numbers, unknown queues) before it answers.
#pragma once
#include <string>
#include <vector>

#include "core/messages/view.hpp"

namespace callbackd::wire {

using FieldErrors = std::vector<core::FieldError>;

template <class T>
struct Decoded {
  T value;                // to be used only when ok()
  std::string malformed;  // not empty: the text is not strict JSON, and why (400, -32700)
  FieldErrors errors;     // 422, -32602

  bool ok() const { return malformed.empty() && errors.empty(); }
};

}  // namespace callbackd::wire
