// Secret: a text that is overwritten in memory when it is destroyed. It holds, for example, a
// password until the password is checked. A value; each copy wipes itself. It is never written to a
// log. Any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace callbackd::base {

// Overwrites the text with zeros and makes it empty. Compilers do not remove this work when they
// optimise.
void wipe(std::string& text) noexcept;
void wipe(char* bytes, std::size_t count) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : text_(text) {}
  Secret(Secret const&) = default;
  // Copies the text, then wipes `other`. A plain move of a std::string could leave the bytes of a
  // short text in `other`.
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
