// Visitor calls one function for each alternative of a variant. Pure; any thread. Example:
//  std::visit(Visitor{[](Dial const&) { … }, [](HangUp const&) { … }}, order);
#pragma once

namespace callbackd::base {

template <class... Ts>
struct Visitor : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Visitor(Ts...) -> Visitor<Ts...>;

}  // namespace callbackd::base
