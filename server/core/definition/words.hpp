// Lets the core use the names of base/words.hpp without `base::`. Pure; any thread. Layer:
// definition.
#pragma once
#include "base/words.hpp"

namespace callbackd::core {

using base::from_text;
using base::kTexts;
using base::kWords;
using base::to_text;
using base::Word;

}  // namespace callbackd::core
