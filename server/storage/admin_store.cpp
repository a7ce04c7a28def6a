#include "storage/admin_store.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "storage/json_text.hpp"
#include "storage/migrate.hpp"
#include "storage/row_values.hpp"
#include "storage/sql_words.hpp"

namespace callbackd::storage {
namespace {

using pqxx::transaction_base;
constexpr std::size_t kIdDigits = 12;
constexpr auto kLookEvery = std::chrono::milliseconds{50};

// Runs `query` in one transaction on a connection of its own. Every error becomes a Failure.
template <typename Query>
auto ask(DatabaseLocation const& location, Query query)
    -> Result<decltype(query(std::declval<transaction_base&>()))> {
  try {
    Connection connection{location, Use::kQuery};
    pqxx::work transaction{*connection};
    if (auto const checked = check_schema(transaction); !checked) return checked.error();
    auto answer = query(transaction);
    transaction.commit();
    return {boost::system::in_place_value, std::move(answer)};
  } catch (pqxx::sql_error const& e) {
    return Failure{"the database refused (SQLSTATE " + state_of(e) + "): " + first_line(e)};
  } catch (std::exception const& e) {
    return Failure{first_line(e)};
  }
}

StoredKey stored_key_of(pqxx::row const& row) {
  return {std::string{text_of(row[0])}, std::string{text_of(row[1])},
          given_word_of<core::KeyKind>(row[2]), instant_of(row[3]), optional_instant_of(row[4])};
}

// Tells the database who makes this change, until the transaction ends. The trigger note_admin_act
// reads the name from there.
void set_name(transaction_base& t, ChangedBy const& by) {
  t.exec_params("SELECT set_config('callbackd.by', $1, true)", by.name);
}

std::vector<records::User> users_in(transaction_base& t) {
  std::vector<records::User> users;
  for (auto const& row : t.exec("SELECT login, name, array_to_string(roles, ',') FROM site_user "
                                "ORDER BY login COLLATE \"C\"")) {
    users.push_back({std::string{text_of(row[0])},
                     std::string{text_of(row[1])},
                     roles_from_text(text_of(row[2])),
                     {}});
  }
  return users;
}

// Counts the admins under each definition that is in force or proposed. If there is no such
// definition, the result is a single count: how many users are admins while there is no definition.
std::vector<std::size_t> admins_in(transaction_base& t, CountAdmins const& admins) {
  auto const users = users_in(t);
  std::vector<std::size_t> counts;
  for (auto const& row :
       t.exec("SELECT definition FROM site_definition WHERE state = 'proposed' OR version = "
              "(SELECT max(version) FROM site_definition WHERE state = 'adopted')")) {
    counts.push_back(admins(users, std::string{text_of(row[0])}));
  }
  if (counts.empty()) counts.push_back(admins(users, {}));
  return counts;
}

// Makes a change of users or definitions, and then checks that each definition in force or proposed
// still has an admin. If one has none, this function throws, and nothing is committed. But if none
// of them had an admin before, every change is allowed. The lock keeps others from changing who is
// an admin at the same time.
template <typename Change>
auto keeping_an_admin(transaction_base& t, CountAdmins const& admins, Change change) {
  lock_administration(t);
  auto const before = admins_in(t, admins);
  auto answer = change();
  auto const after = admins_in(t, admins);
  if (*std::max_element(before.begin(), before.end()) > 0 &&
      *std::min_element(after.begin(), after.end()) == 0) {
    throw std::runtime_error{
        "last_admin: nobody would have the role admin any more; give it to somebody else first"};
  }
  return answer;
}

}  // namespace

Result<std::string> add_site_key(DatabaseLocation const& location, NewKey const& key,
                                 ChangedBy const& by) {
  return ask(location, [&](transaction_base& t) {
    set_name(t, by);
    t.exec_params("INSERT INTO site_key VALUES ($1, $2, $3, $4)", pqxx::binarystring{key.hash},
                  key.site, std::string{core::to_text(key.kind)}, database_text(by.now));
    return bytes_hex(key.hash).substr(0, kIdDigits);
  });
}

Result<std::vector<StoredKey>> list_site_keys(DatabaseLocation const& location) {
  return ask(location, [](transaction_base& t) {
    std::vector<StoredKey> keys;
    for (auto const& row : t.exec("SELECT left(encode(hash, 'hex'), 12), site, kind, "
                                  "created_at, revoked_at FROM site_key "
                                  "ORDER BY site COLLATE \"C\", created_at, hash")) {
      keys.push_back(stored_key_of(row));
    }
    return keys;
  });
}

Result<bool> revoke_site_key(DatabaseLocation const& location, std::string const& id,
                             ChangedBy const& by) {
  return ask(location, [&](transaction_base& t) {
    set_name(t, by);
    return t.exec_params(
                "UPDATE site_key SET revoked_at = $2 "
                "WHERE left(encode(hash, 'hex'), 12) = $1 AND revoked_at IS NULL",
                id, database_text(by.now))
               .affected_rows() > 0;
  });
}

Result<records::User> put_user(DatabaseLocation const& location, records::User const& user,
                               ChangedBy const& by, CountAdmins const& admins) {
  return ask(location, [&](transaction_base& t) {
    set_name(t, by);
    return keeping_an_admin(t, admins, [&] {
      auto const row = t.exec_params1(
          "INSERT INTO site_user VALUES ($1, coalesce(nullif($2, ''), $1), "
          "string_to_array(coalesce(nullif($3, ''), 'agent'), ','), $4, $5) "
          "ON CONFLICT (login) DO UPDATE SET name = coalesce(nullif($2, ''), site_user.name), "
          "roles = CASE WHEN $3 = '' THEN site_user.roles ELSE excluded.roles END, "
          "password_hash = excluded.password_hash, changed_at = excluded.changed_at "
          "RETURNING name, array_to_string(roles, ',')",
          user.login, user.name, core::roles_text(user.roles), user.password_hash,
          database_text(by.now));
      t.exec_params("DELETE FROM session_token WHERE login = $1", user.login);
      return records::User{user.login, std::string{text_of(row[0])},
                           roles_from_text(text_of(row[1])), user.password_hash};
    });
  });
}

Result<std::vector<records::User>> list_users(DatabaseLocation const& location) {
  return ask(location, users_in);
}

Result<bool> remove_user(DatabaseLocation const& location, std::string const& login,
                         ChangedBy const& by, CountAdmins const& admins) {
  return ask(location, [&](transaction_base& t) {
    set_name(t, by);
    return keeping_an_admin(t, admins, [&] {
      return t.exec_params("DELETE FROM site_user WHERE login = $1", login).affected_rows() > 0;
    });
  });
}

Result<std::int64_t> propose_definition(DatabaseLocation const& location,
                                        records::ProposeDefinition const& proposal,
                                        std::string const& source, CountAdmins const& admins) {
  return ask(location, [&](transaction_base& t) {
    return keeping_an_admin(t, admins, [&] { return insert_proposal(t, proposal, source); });
  });
}

Result<Decision> wait_for_decision(DatabaseLocation const& location, std::int64_t version,
                                   base::Duration patience) {
  auto const deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto decision = ask(location, [&](transaction_base& t) {
      auto const holder = t.exec1("SELECT lease_until > clock_timestamp() FROM cell WHERE id = 1");
      return Decision{find_definition_state(t, version), flag_of(holder[0])};
    });
    if (!decision || decision->state.decided || !decision->server_active) return decision;
    if (std::chrono::steady_clock::now() >= deadline) return decision;
    std::this_thread::sleep_for(kLookEvery);
  }
}

namespace {

Result<std::optional<DefinitionWithSource>> newest(DatabaseLocation const& location,
                                                   std::string const& states) {
  return ask(location, [&](transaction_base& t) -> std::optional<DefinitionWithSource> {
    auto const rows = t.exec("SELECT version, definition, source FROM site_definition WHERE " +
                             states + " ORDER BY version DESC LIMIT 1");
    if (rows.empty()) return std::nullopt;
    return DefinitionWithSource{number_of(rows[0][0]), std::string{text_of(rows[0][1])},
                                std::string{text_of(rows[0][2])}};
  });
}

}  // namespace

Result<WaitingWork> waiting_work(DatabaseLocation const& location) {
  return ask(location, [](transaction_base& t) {
    WaitingWork work;
    for (auto const& row :
         t.exec("SELECT queue, count(*) FROM callback WHERE live AND state IN (" +
                sql_words<core::CallbackState>(core::is_waiting) + ") GROUP BY queue")) {
      work.callbacks[std::string{text_of(row[0])}] = static_cast<std::size_t>(number_of(row[1]));
    }
    work.moves = undecided_moves(t);
    return work;
  });
}

Result<std::optional<DefinitionWithSource>> definition_in_force(DatabaseLocation const& location) {
  return newest(location, "state = 'adopted'");
}

Result<std::optional<DefinitionWithSource>> newest_definition(DatabaseLocation const& location) {
  return newest(location, "state <> 'refused'");
}

}  // namespace callbackd::storage
