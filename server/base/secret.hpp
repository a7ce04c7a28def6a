// Secret: a text that is overwritten in memory when it is destroyed, for example a password on its
// way to where it is checked. A value; each copy wipes itself. Any thread. Never written to a log.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace callbackd::base {

// Overwrites the text with zeros and empties it. Compilers do not optimise this away.
void wipe(std::string& text) noexcept;
void wipe(char* bytes, std::size_t count) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : text_(text) {}
  Secret(Secret const&) = default;
  // Copies, then wipes the source: a moved-from std::string may still hold the bytes of a short
  // text.
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
