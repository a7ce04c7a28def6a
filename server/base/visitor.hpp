// Visitor: visits a variant with one function per alternative. Pure. Example:
// std::visit(Visitor{[](Dial const&) { … }, [](HangUp const&) { … }}, order);
#pragma once

namespace callbackd::base {

template <class... Ts>
struct Visitor : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Visitor(Ts...) -> Visitor<Ts...>;

}  // namespace callbackd::base
