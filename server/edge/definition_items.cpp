// The routes /v1/admin/{kind} and /v1/admin/{kind}/{name}, for one queue, agent, site and so on of
// the definition. Each kind is one list in the whole definition (GET /v1/admin/definition); kKinds
// says which list. An item is one member of a list. A change of an item changes the whole
// definition, so the whole definition is checked (DefinitionChange).
#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>

#include "edge/definition_change.hpp"
#include "edge/routes.hpp"
#include "wire/definition_json.hpp"

namespace callbackd::edge {
namespace {

struct ItemKind {
  std::string_view path;   // the segment of the URL
  std::string_view lists;  // the key of the list in the definition
  std::string_view name;   // the key that names a member: name or login
};

constexpr std::array kKinds{
    ItemKind{"queues", "queues", "name"},    ItemKind{"routing_points", "routing_points", "name"},
    ItemKind{"agents", "agents", "login"},   ItemKind{"skills", "skills", "name"},
    ItemKind{"codes", "code_lists", "name"}, ItemKind{"layouts", "layouts", "name"},
    ItemKind{"hours", "hours", "name"},      ItemKind{"responses", "responses", "name"},
    ItemKind{"sites", "sites", "name"},
};

ItemKind const* item_kind_of(Exchange const& exchange) {
  auto const found = std::find_if(kKinds.begin(), kKinds.end(), [&](ItemKind const& kind) {
    return kind.path == exchange.arguments.front();
  });
  return found == kKinds.end() ? nullptr : &*found;
}

core::NodeList list_in(core::Node const& tree, ItemKind const& kind) {
  auto const* node = tree.find(kind.lists);
  return node == nullptr ? core::NodeList{} : std::get<core::NodeList>(node->value);
}

void put_list(core::Node& tree, ItemKind const& kind, core::NodeList list) {
  auto& table = std::get<core::NodeTable>(tree.value);
  auto const section = std::find_if(table.begin(), table.end(),
                                    [&](auto const& entry) { return entry.key == kind.lists; });
  if (section != table.end()) {
    section->node.value = std::move(list);
  } else {
    table.push_back({std::string(kind.lists), {std::move(list), {}}});
  }
}

core::NodeList::iterator find_item(core::NodeList& list, ItemKind const& kind,
                                   std::string const& name) {
  return std::find_if(list.begin(), list.end(), [&](core::Node const& item) {
    auto const* const own = item.find(kind.name);
    return own != nullptr && std::get<std::string>(own->value) == name;
  });
}

// Reads the item that was sent. nullopt: the item has a fault, and the request is answered.
std::optional<core::Node> sent_item(Exchange& exchange, ItemKind const& kind) {
  auto sent = wire::read_definition(exchange.request.body);
  if (!sent.malformed.empty()) {
    exchange.refuse(wire::ProblemCode::kMalformedJson, sent.malformed);
    return std::nullopt;
  }
  auto const* const own = sent.value.find(kind.name);
  auto const* const name = own == nullptr ? nullptr : std::get_if<std::string>(&own->value);
  if (name != nullptr && *name != exchange.arguments.back())
    sent.errors.push_back(
        {std::string(kind.name), "conflict", "Must be the same name as in the path."});
  if (own == nullptr && sent.errors.empty())
    sent.errors.push_back({std::string(kind.name), "required", "Must be given."});
  if (sent.errors.empty()) return std::move(sent.value);
  exchange.refuse_fields(std::move(sent.errors));
  return std::nullopt;
}

// Changes one item. `edit` gets the next definition, the list, and the position of the item in the
// list; the list's end means that there is no such item. `edit` changes the list, or it answers the
// request and returns false. It may be called again if another change came first.
template <typename Edit>
void change_item(EdgeParts& parts, ExchangePtr const& exchange, ItemKind const& kind, Edit edit) {
  auto const make = [exchange, &kind, edit = std::move(edit)](
                        core::SiteDefinition const& current) -> std::optional<NextDefinition> {
    if (current.unreadable_version != 0) {
      exchange->refuse(wire::ProblemCode::kWrongState,
                       "The newest definition, version " +
                           std::to_string(current.unreadable_version) +
                           ", cannot be read, and an older one is in force: put the whole "
                           "definition before you change a part of it.");
      return std::nullopt;
    }
    NextDefinition next;
    next.tree = current.written;
    auto list = list_in(next.tree, kind);
    auto const at = find_item(list, kind, exchange->arguments.back());
    if (!precondition_holds(*exchange, at == list.end() ? "" : etag_of(*at))) return std::nullopt;
    if (!edit(next, list, at)) return std::nullopt;
    put_list(next.tree, kind, std::move(list));
    next.etag = [exchange, &kind](core::Node const& whole) {
      auto after = list_in(whole, kind);
      auto const item = find_item(after, kind, exchange->arguments.back());
      return item == after.end() ? std::string{} : etag_of(*item);
    };
    return next;
  };
  std::make_shared<DefinitionChange>(parts, exchange, make)->start();
}

}  // namespace

void list_definition_items(EdgeParts& parts, ExchangePtr exchange) {
  auto const* kind = item_kind_of(*exchange);
  if (kind == nullptr) return exchange->not_found();
  boost::asio::post(parts.logins.executor(), [site = parts.engine.site(), kind, exchange] {
    core::Node const list{list_in(site->written, *kind), {}};
    core::Node const answer{core::NodeTable{{std::string(kind->lists), list}}, {}};
    exchange->answer(200, wire::write_definition(answer), {{"ETag", etag_of(list)}});
  });
}

void get_definition_item(EdgeParts& parts, ExchangePtr exchange) {
  auto const* kind = item_kind_of(*exchange);
  if (kind == nullptr) return exchange->not_found();
  boost::asio::post(parts.logins.executor(), [site = parts.engine.site(), kind, exchange] {
    auto list = list_in(site->written, *kind);
    auto const at = find_item(list, *kind, exchange->arguments.back());
    if (at == list.end()) return exchange->not_found();
    exchange->answer(200, wire::write_definition(*at), {{"ETag", etag_of(*at)}});
  });
}

void put_definition_item(EdgeParts& parts, ExchangePtr exchange) {
  auto const* kind = item_kind_of(*exchange);
  if (kind == nullptr) return exchange->not_found();
  auto item = sent_item(*exchange, *kind);
  if (!item) return;
  change_item(parts, exchange, *kind,
              [kind, item = std::move(*item)](NextDefinition& next, core::NodeList& list,
                                              core::NodeList::iterator at) {
                next.status = at == list.end() ? 201 : 200;
                auto const index = at - list.begin();
                next.path_of_part = std::string(kind->lists) + "[" + std::to_string(index) + "].";
                at == list.end() ? list.push_back(item) : void(*at = item);
                return true;
              });
}

void delete_definition_item(EdgeParts& parts, ExchangePtr exchange) {
  auto const* kind = item_kind_of(*exchange);
  if (kind == nullptr) return exchange->not_found();
  change_item(parts, exchange, *kind,
              [exchange](NextDefinition&, core::NodeList& list, core::NodeList::iterator at) {
                if (at == list.end()) {
                  exchange->not_found();
                  return false;
                }
                list.erase(at);
                return true;
              });
}

}  // namespace callbackd::edge
