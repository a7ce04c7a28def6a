// Visits a variant with one function per alternative. Pure.
#pragma once

namespace callbackd::simulation {

template <class... Ts>
struct Visitor : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Visitor(Ts...) -> Visitor<Ts...>;

}  // namespace callbackd::simulation
