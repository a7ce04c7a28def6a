#include "edge/number_metadata.hpp"

#include <string_view>

#include <link.h>
#include <sys/stat.h>

namespace callbackd::edge {
namespace {

int take_library(dl_phdr_info* object, std::size_t, void* found) {
  std::string_view const path = object->dlpi_name == nullptr ? "" : object->dlpi_name;
  auto const name = path.substr(path.rfind('/') + 1);
  if (!name.starts_with("libphonenumber.so")) return 0;
  *static_cast<std::string*>(found) = path;
  return 1;
}

}  // namespace

std::optional<NumberMetadata> number_metadata() {
  NumberMetadata metadata;
  dl_iterate_phdr(take_library, &metadata.file);
  struct stat facts{};
  if (metadata.file.empty() || stat(metadata.file.c_str(), &facts) != 0) return std::nullopt;
  metadata.built_at = base::Instant{} + std::chrono::seconds{facts.st_mtim.tv_sec};
  return metadata;
}

std::optional<base::Duration> age_of_number_plans(base::Instant now) {
  static auto const metadata = number_metadata();
  if (!metadata) return std::nullopt;
  return now - metadata->built_at;
}

}  // namespace callbackd::edge
