// Visits a variant with one function per alternative. Pure.
#pragma once

namespace callbackd::base {

template <class... Ts>
struct Visitor : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Visitor(Ts...) -> Visitor<Ts...>;

}  // namespace callbackd::base
