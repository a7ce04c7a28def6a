#include "app/definition_store.hpp"

#include <algorithm>
#include <memory>

#include <spdlog/spdlog.h>

#include "app/toml_node.hpp"
#include "base/quoted.hpp"
#include "core/definition/site_decoder.hpp"
#include "edge/agent_phones.hpp"
#include "wire/definition_json.hpp"

namespace callbackd::app {

namespace {

class SiteCategory final : public boost::system::error_category {
 public:
  char const* name() const noexcept override { return "site definition"; }
  std::string message(int) const override {
    return "the definition has mistakes for this version, which `callbackd check` names";
  }
};

}  // namespace

StoredSite site_from_json(std::string const& json, std::int64_t version) {
  StoredSite stored;
  stored.version = version;
  auto const read = wire::read_definition(json);
  if (!read.malformed.empty()) {
    stored.unreadable = "the stored definition is not JSON: " + read.malformed;
    return stored;
  }
  auto decoded = core::decode_site(read.value, core::DefinitionIs::kInForce);
  if (!decoded.errors.empty()) {
    stored.unreadable = problem_text("the stored definition", decoded.errors.front());
    return stored;
  }
  auto site = *decoded.site;
  edge::classify_phones(site);
  // Agents' phones that may no longer be dialled count as inert parts, and are logged with them.
  auto inert = std::move(decoded.inert);
  auto const phones = edge::phone_problems(site, read.value);
  inert.insert(inert.end(), phones.begin(), phones.end());
  site.inert_parts = inert.size();
  for (auto const& problem : inert) {
    spdlog::warn("definition.inert version={} problem={}", version,
                 base::quoted(problem_text("the stored definition", problem)));
  }
  site.version = version;
  stored.site = std::make_shared<core::SiteDefinition const>(std::move(site));
  return stored;
}

boost::system::result<core::SitePtr> parse_stored_site(std::string const& json,
                                                       std::int64_t version) {
  static SiteCategory const category;
  auto stored = site_from_json(json, version);
  if (stored.site == nullptr) return boost::system::error_code{1, category};
  return stored.site;
}

std::size_t count_admins(std::vector<records::User> const& users, std::string const& definition) {
  core::SitePtr site;
  if (!definition.empty()) site = site_from_json(definition, 0).site;
  if (site == nullptr) site = std::make_shared<core::SiteDefinition const>();
  auto const is_admin = [&](records::User const& user) {
    auto const roles = core::effective_roles(*site, user.login, user.roles);
    return core::has_role(roles, core::Role::kAdmin);
  };
  return static_cast<std::size_t>(std::count_if(users.begin(), users.end(), is_admin));
}

namespace {

using Found = storage::Result<std::optional<storage::DefinitionWithSource>>;

StoredSite site_of(Found const& found) {
  if (!found) {
    StoredSite stored;
    stored.failure = found.error().what;
    return stored;
  }
  if (!*found) return {};
  return site_from_json((*found)->json, (*found)->version);
}

}  // namespace

StoredSite site_in_force(storage::DatabaseLocation const& location) {
  return site_of(storage::definition_in_force(location));
}

StoredSite newest_site(storage::DatabaseLocation const& location) {
  return site_of(storage::newest_definition(location));
}

}  // namespace callbackd::app
