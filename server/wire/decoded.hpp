// Decoded is the result of reading a message: the values as far as they could be read, and all
// mistakes that were found. Values; any thread. The edge may add mistakes that it finds itself (in
// phone numbers, or unknown queues) before it answers.
#pragma once
#include <string>
#include <vector>

#include "core/messages/view.hpp"

namespace callbackd::wire {

using FieldErrors = std::vector<core::FieldError>;

template <class T>
struct Decoded {
  T value;                // to be used only if ok()
  std::string malformed;  // why the text is not strict JSON (HTTP 400); empty if it is
  FieldErrors errors;     // the fields that break a rule (HTTP 422)

  bool ok() const { return malformed.empty() && errors.empty(); }
};

}  // namespace callbackd::wire
