// Decoded is the result of a decoder: the message as far as it could be read, and all mistakes
// found in it. A value. The edge may add mistakes of its own (phone numbers, unknown queues) before
// it answers.
#pragma once
#include <string>
#include <vector>

#include "core/messages/view.hpp"

namespace callbackd::wire {

using FieldErrors = std::vector<core::FieldError>;

template <class T>
struct Decoded {
  T value;                // to be used only when ok()
  std::string malformed;  // why the text is not strict JSON (HTTP 400); empty: it is
  FieldErrors errors;     // the fields that break a rule (HTTP 422)

  bool ok() const { return malformed.empty() && errors.empty(); }
};

}  // namespace callbackd::wire
