#include "storage/database_url.hpp"

#include <memory>

#include <libpq-fe.h>

namespace callbackd::storage {

bool is_database_url(std::string const& text) {
  char* why = nullptr;
  std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> const options{
      PQconninfoParse(text.c_str(), &why), PQconninfoFree};
  std::unique_ptr<char, void (*)(void*)> const why_owner{why, PQfreemem};
  return options != nullptr;
}

}  // namespace callbackd::storage
