// limit_reached() makes the refusal of a request because a RequestLimit (messages/types.hpp) is
// reached. Every refusal with a RequestLimit is made here, so that clients always see the same
// form. Pure; any thread.
#pragma once
#include <string_view>

#include "base/instant.hpp"
#include "core/messages/view.hpp"

namespace callbackd::core {

// `wait` is the time after which the next request is accepted; zero: the limit does not end by
// itself. `why` is empty, or a clause that says more and ends with a full stop.
Refusal limit_reached(RequestLimit limit, base::Duration wait, std::string_view why = {});

}  // namespace callbackd::core
