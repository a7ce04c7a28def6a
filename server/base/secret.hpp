// A text that is wiped from memory when it goes: a password on its way to where it is checked. A
// value; each copy wipes itself. Any thread. Never written to a log.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace callbackd::base {

// Overwrites the text with zeros, which no compiler leaves out, and empties it.
void wipe(std::string& text) noexcept;
void wipe(char* bytes, std::size_t count) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : text_(text) {}
  Secret(Secret const&) = default;
  Secret(Secret&& other) noexcept : text_(other.text_) { wipe(other.text_); }
  Secret& operator=(Secret other) noexcept {
    text_.swap(other.text_);
    return *this;
  }
  ~Secret() { wipe(text_); }

  std::string_view view() const { return text_; }

 private:
  std::string text_;
};

}  // namespace callbackd::base
