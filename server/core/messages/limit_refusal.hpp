// How it is said that a limit is reached: one form for every limit, whoever counts it. A function;
// any thread.
#pragma once
#include <string_view>

#include "base/instant.hpp"
#include "core/messages/view.hpp"

namespace callbackd::core {

// `wait`: then one more is taken; zero: the limit does not end by itself. `why`: more about it, a
// clause that ends with its full stop.
Refusal limit_reached(RequestLimit limit, base::Duration wait, std::string_view why = {});

}  // namespace callbackd::core
