// limit_reached(): the refusal of a request because a limit is reached. Every limit uses it, so
// that clients see one form. Pure; any thread.
#pragma once
#include <string_view>

#include "base/instant.hpp"
#include "core/messages/view.hpp"

namespace callbackd::core {

// `wait`: the time after which the next request is accepted; zero: the limit does not end by
// itself. `why`: a clause that says more and ends with a full stop, or empty.
Refusal limit_reached(RequestLimit limit, base::Duration wait, std::string_view why = {});

}  // namespace callbackd::core
