#include "app/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/secret.hpp"

namespace callbackd::app {
namespace {

constexpr std::size_t kSecretBytesMost = 64 * 1024;

std::string error_text() {
  return std::generic_category().message(errno);
}

// Returns why the file must not be used, or an empty text. The rule for a regular file is the same
// as PostgreSQL's for key files; a pipe may have any mode. A file that belongs to root may be
// readable by its group: systemd passes credentials in this way, and Debian's group ssl-cert reads
// /etc/ssl/private.
std::string problem_of(struct stat const& about) {
  if (about.st_uid != 0 && about.st_uid != ::geteuid()) {
    return "the file belongs to another user, who can read it";
  }
  if (!S_ISREG(about.st_mode)) return {};  // the content of a pipe is not kept in a file
  ::mode_t const may_not = S_IRWXO | (about.st_uid == 0 ? S_IWGRP | S_IXGRP : S_IRWXG);
  if ((about.st_mode & may_not) == 0) return {};
  return "others can read or change the file: run `chmod 600` (640 is enough for a file of root's)";
}

// A file that is opened only once. So the file that is read is certainly the file that was checked.
class OpenFile {
 public:
  explicit OpenFile(std::string const& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(OpenFile const&) = delete;
  OpenFile& operator=(OpenFile const&) = delete;
  int descriptor() const { return descriptor_; }

  // Returns why the file must not be read, or an empty text if it may be read.
  std::string problem() const {
    struct stat about{};
    if (descriptor_ < 0 || ::fstat(descriptor_, &about) != 0) return error_text();
    return problem_of(about);
  }

 private:
  int const descriptor_;
};

std::string trimmed(std::string text) {
  constexpr std::string_view kSpace = " \t\r\n";
  auto const begin = text.find_first_not_of(kSpace);
  if (begin == std::string::npos) return {};
  auto inner = text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
  base::wipe(text);
  return inner;
}

}  // namespace

std::optional<std::string> secret_path(std::string const& name, std::string& why) {
  if (name.find('/') != std::string::npos) return name;
  auto const* const folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder != nullptr && *folder != '\0') return std::string(folder) + '/' + name;
  why = name +
        " is the name of a systemd credential, but CREDENTIALS_DIRECTORY is not set (the path of a "
        "file has a slash in it, such as ./" +
        name + ")";
  return std::nullopt;
}

std::string secret_file_problem(std::string const& path) {
  return OpenFile{path}.problem();
}

std::optional<std::string> read_secret(std::string const& name, std::string& why) {
  auto const path = secret_path(name, why);
  if (!path) return std::nullopt;
  OpenFile const file{*path};  // checks and reads the same open file
  why = file.problem();
  std::array<char, 4096> block{};
  std::string text;
  while (why.empty()) {
    auto const got = ::read(file.descriptor(), block.data(), block.size());
    if (got < 0) why = error_text();
    if (got <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > kSecretBytesMost) why = "the file is larger than 64 KiB";
  }
  base::wipe(block.data(), block.size());
  if (why.empty()) return trimmed(std::move(text));
  why = *path + ": " + why;
  return std::nullopt;
}

}  // namespace callbackd::app
