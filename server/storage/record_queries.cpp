#include "storage/record_queries.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>
#include <variant>

#include "core/read/queue_moves.hpp"
#include "storage/json_text.hpp"
#include "storage/row_reader.hpp"
#include "storage/row_values.hpp"
#include "storage/sql_words.hpp"
#include "storage/unreadable_rows.hpp"

namespace callbackd::storage {
namespace {

constexpr std::size_t kLoginSourcesMost = 500'000;  // read at a start; enough for 10,000 logins
// Makes one row for each queue move in the column `moves`. If the column is not a JSON object,
// there is no row.
constexpr char kMoves[] =
    "json_each_text(CASE json_typeof(moves) WHEN 'object' THEN moves ELSE '{}' END) m";
constexpr std::size_t kActsAtOnce = 1'000;
constexpr auto kIdempotencyTime = std::chrono::hours{24};

pqxx::binarystring bytes(records::Hash const& hash) {
  return pqxx::binarystring{hash};
}
std::string id_text(base::CallbackId id) {
  return base::to_text(id);
}

records::User user_of(pqxx::row const& row) {
  return {std::string{text_of(row[0])}, std::string{text_of(row[1])},
          roles_from_text(text_of(row[2])), std::string{text_of(row[3])}};
}

}  // namespace

std::string bytes_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (char const c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 0x0F];
  }
  return text;
}

std::vector<core::Role> roles_from_text(std::string_view text) {
  std::vector<core::Role> roles;
  for (auto const& [word, role] : core::kWords<core::Role>) {
    auto const padded = "," + std::string{text} + ",";
    if (padded.find("," + std::string{word} + ",") != std::string::npos) roles.push_back(role);
  }
  return roles;
}

namespace {

constexpr char kAttempts[] =
    "(SELECT count(*) FROM call_attempt a WHERE a.callback_id = c.id "
    "AND a.outcome IS DISTINCT FROM 'agent_unreachable')";
// Selects the time at which a callback ended. A callback may have ended before the column ended_at
// was added; then this is the time of its last event.
std::string const& ended_at() {
  static std::string const kEndedAt =
      "CASE WHEN c.state IN (" + sql_words<core::CallbackState>(core::is_final) +
      ") THEN "
      "coalesce(c.ended_at, (SELECT max(e.at) FROM callback_event e WHERE e.callback_id = c.id)) "
      "END AS ended_at";
  return kEndedAt;
}

// Visits each member of a CallbackView with the SQL expression that selects it.
template <typename Visit, IsRow<core::CallbackView> View>
void each_field(Visit&& visit, View& view) {
  visit({"c.id"}, view.id);
  visit({"c.state"}, view.state);
  visit({"c.queue"}, view.queue);
  visit({"p.phone"}, view.phone);
  visit({"c.created_at"}, view.created_at);
  visit({"c.due_at"}, view.due_at);
  visit({"c.expires_at"}, view.expires_at);
  visit({kAttempts}, view.attempts);
  visit({"c.cancel_requested"}, view.cancel_requested);
  visit({"c.site"}, view.site);
  visit({"c.token_version"}, view.token_version);
  visit({ended_at().c_str()}, view.ended_at);
  visit({"p.extension", StoredText::kDigits}, view.extension);
}

}  // namespace

std::string callback_view_query() {
  core::CallbackView const view;
  std::string list;
  each_field([&](core::Column column, auto const&) { list.append(column.name).append(", "); },
             view);
  return "SELECT " + list +
         "p.version FROM callback c LEFT JOIN callback_person p "
         "ON p.callback_id = c.id AND p.version = c.person_version";
}

core::CallbackView callback_view_of(pqxx::row const& row) {
  core::CallbackView view;
  ColumnReader fields{row, Times::kAll};
  each_field(fields, view);
  if (fields.next().is_null()) {
    throw std::runtime_error{"person_version names no row of callback_person"};
  }
  return view;
}

void lock_administration(pqxx::transaction_base& transaction) {
  // This is an advisory lock. With locks on the tables, the commits of the engine would have to
  // wait.
  transaction.exec(
      "SELECT pg_advisory_xact_lock(hashtextextended(current_schema || '.site_definition', 0))");
}

core::QueueMoves undecided_moves(pqxx::transaction_base& transaction) {
  core::QueueMoves moves;
  for (auto const& row :
       transaction.exec(std::string{"SELECT m.key, m.value FROM site_definition, "} + kMoves +
                        " WHERE state = 'proposed' ORDER BY version")) {
    moves.insert_or_assign(std::string{text_of(row[0])}, std::string{text_of(row[1])});
  }
  return moves;
}

namespace {

records::FindSiteKey::Answer answer_to(pqxx::transaction_base& transaction,
                                       records::FindSiteKey const& question) {
  auto const rows = transaction.exec_params(
      "SELECT site, kind FROM site_key WHERE hash = $1 AND revoked_at IS NULL",
      bytes(question.hash));
  if (rows.empty()) return std::nullopt;
  return records::SiteKey{std::string{text_of(rows[0][0])},
                          given_word_of<core::KeyKind>(rows[0][1])};
}

records::FindUser::Answer answer_to(pqxx::transaction_base& transaction,
                                    records::FindUser const& question) {
  auto const rows = transaction.exec_params(
      "SELECT login, name, array_to_string(roles, ','), password_hash FROM site_user WHERE login = "
      "$1",
      question.login);
  if (rows.empty()) return std::nullopt;
  return user_of(rows[0]);
}

records::FindToken::Answer answer_to(pqxx::transaction_base& transaction,
                                     records::FindToken const& question) {
  auto const rows = transaction.exec_params(
      "SELECT u.login, u.name, array_to_string(u.roles, ','), u.password_hash, t.expires_at "
      "FROM session_token t JOIN site_user u USING (login) WHERE t.hash = $1 AND t.expires_at > $2",
      bytes(question.hash), database_text(question.now));
  if (rows.empty()) return std::nullopt;
  return records::SessionToken{user_of(rows[0]), instant_of(rows[0][4])};
}

records::FindSessions::Answer answer_to(pqxx::transaction_base& transaction,
                                        records::FindSessions const& question) {
  std::string hashes = "{";
  for (auto const& token : question.tokens) {
    if (hashes.size() > 1) hashes += ',';
    hashes += "\"\\\\x" + bytes_hex(token) + '"';
  }
  std::vector<records::Session> good;
  for (auto const& row :
       transaction.exec_params("SELECT t.hash, u.login, array_to_string(u.roles, ',') "
                               "FROM session_token t JOIN site_user u USING (login) "
                               "WHERE t.hash = ANY ($1::bytea[]) AND t.expires_at > $2",
                               hashes + '}', database_text(question.now))) {
    good.push_back({pqxx::binarystring{row[0]}.str(), std::string{text_of(row[1])},
                    roles_from_text(text_of(row[2]))});
  }
  return good;
}

// add_session_token returns the hash of the new token, and then the hashes of the tokens that it
// ended. It returns no row if the user is gone or has another password.
records::AddToken::Answer answer_to(pqxx::transaction_base& transaction,
                                    records::AddToken const& question) {
  auto const rows = transaction.exec_params(
      "SELECT add_session_token($1, $2, $3, $4, $5, $6)", bytes(question.hash), question.login,
      question.password_hash, database_text(question.now), database_text(question.expires_at),
      records::kTokensOfLogin);
  if (rows.empty()) return std::nullopt;
  std::vector<records::Hash> ended;
  for (auto const& row : rows) ended.push_back(pqxx::binarystring{row[0]}.str());
  ended.erase(ended.begin());  // the new token itself
  return ended;
}

records::ListGoodHashes::Answer answer_to(pqxx::transaction_base& transaction,
                                          records::ListGoodHashes const& question) {
  std::vector<records::Hash> good;
  for (auto const& row :
       transaction.exec_params("SELECT hash FROM session_token WHERE expires_at > $1 "
                               "UNION ALL SELECT hash FROM site_key WHERE revoked_at IS NULL",
                               database_text(question.now))) {
    good.push_back(pqxx::binarystring{row[0]}.str());
  }
  return good;
}

records::ListLoginSources::Answer answer_to(pqxx::transaction_base& transaction,
                                            records::ListLoginSources const& question) {
  std::vector<records::LoginSource> sources;
  UnreadableRows unreadable;
  for (auto const& row : transaction.exec_params(
           "SELECT login, source, at FROM login_source WHERE at > $1 ORDER BY at DESC LIMIT $2",
           database_text(question.now - records::kLoginSourceTime), kLoginSourcesMost)) {
    unreadable.read("login_source", row[1], [&] {
      sources.push_back({std::string{text_of(row[0])}, uuid_of(row[1]), instant_of(row[2])});
    });
  }
  return sources;
}

records::RememberLoginSource::Answer answer_to(pqxx::transaction_base& transaction,
                                               records::RememberLoginSource const& question) {
  auto const& source = question.source;
  auto const made = transaction.exec_params(
      "INSERT INTO login_source SELECT login, $2::uuid, $3::timestamptz FROM site_user WHERE login "
      "= $1 ON CONFLICT (login, source) DO UPDATE SET at = excluded.at",
      source.login, base::to_text(source.source), database_text(source.at));
  transaction.exec_params(
      "DELETE FROM login_source WHERE (login, source) IN (SELECT login, source FROM login_source "
      "WHERE login = $1 ORDER BY at DESC, source OFFSET $2)",
      source.login, records::kSourcesOfLogin);
  return made.affected_rows() > 0;
}

records::RememberKeyNetwork::Answer answer_to(pqxx::transaction_base& transaction,
                                              records::RememberKeyNetwork const& question) {
  auto const key = bytes(question.key);
  auto const id = base::to_text(question.network);
  auto const known = transaction.exec_params(
      "SELECT FROM key_network WHERE key_hash = $1 AND network = $2 AND at > $3", key, id,
      database_text(question.at - records::kKeyNetworkTime));
  transaction.exec_params(
      "INSERT INTO key_network SELECT hash, $2::uuid, $3::timestamptz FROM site_key WHERE hash = "
      "$1 "
      "ON CONFLICT (key_hash, network) DO UPDATE SET at = greatest(key_network.at, excluded.at)",
      key, id, database_text(question.at));
  if (known.empty()) {
    transaction.exec_params(
        "DELETE FROM key_network WHERE (key_hash, network) IN (SELECT key_hash, network "
        "FROM key_network WHERE key_hash = $1 ORDER BY at DESC, network OFFSET $2)",
        key, records::kNetworksOfKey);
  }
  return known.empty();
}

records::TakeAdminActs::Answer answer_to(pqxx::transaction_base& transaction,
                                         records::TakeAdminActs const&) {
  std::vector<records::AdminAct> acts;
  for (auto const& row : transaction.exec_params(
           "WITH next AS (SELECT number FROM admin_act WHERE NOT told ORDER BY number LIMIT $1 "
           "FOR UPDATE), now_told AS (UPDATE admin_act a SET told = true FROM next "
           "WHERE a.number = next.number RETURNING a.number, a.act) "
           "SELECT number, act FROM now_told ORDER BY number",
           kActsAtOnce)) {
    acts.push_back({number_of(row[0]), std::string{text_of(row[1])}});
  }
  return acts;
}

records::RemoveToken::Answer answer_to(pqxx::transaction_base& transaction,
                                       records::RemoveToken const& question) {
  return transaction.exec_params("DELETE FROM session_token WHERE hash = $1", bytes(question.hash))
             .affected_rows() > 0;
}

records::FindCallback::Answer answer_to(pqxx::transaction_base& transaction,
                                        records::FindCallback const& question) {
  auto const rows =
      transaction.exec_params(callback_view_query() + " WHERE c.id = $1", id_text(question.id));
  if (rows.empty()) return std::nullopt;
  return callback_view_of(rows[0]);
}

records::FindAttributes::Answer answer_to(pqxx::transaction_base& transaction,
                                          records::FindAttributes const& question) {
  auto const rows = transaction.exec_params(
      "SELECT p.version, p.attributes, p.not_before_local, p.not_after_local, p.time_zone "
      "FROM callback c JOIN callback_person p "
      "ON p.callback_id = c.id AND p.version = c.person_version WHERE c.id = $1",
      id_text(question.id));
  if (rows.empty()) return std::nullopt;
  auto const row = rows[0];
  records::Attributes found{count_of(row[0]), std::string{text_of(row[1])}};
  found.when = {std::string{text_of(row[2])}, std::string{text_of(row[3])},
                std::string{text_of(row[4])}};
  return found;
}

records::FindContact::Answer answer_to(pqxx::transaction_base& transaction,
                                       records::FindContact const& question) {
  auto const rows = transaction.exec_params(
      "SELECT phone, email FROM contact WHERE contact_id = $1", base::to_text(question.id));
  if (rows.empty()) return std::nullopt;
  return records::Contact{phone_of(rows[0][0]), std::string{text_of(rows[0][1])}};
}

records::ListEvents::Answer answer_to(pqxx::transaction_base& transaction,
                                      records::ListEvents const& question) {
  auto const rows = transaction.exec_params(
      "SELECT event_json(e), e.number FROM callback_event e WHERE e.callback_id = $1 AND e.number "
      "> $2 "
      "AND e.at >= (SELECT created_at FROM callback WHERE id = $1) "  // leaves older partitions out
      "ORDER BY e.number LIMIT $3",
      // Asks for one event more than a page has, to know whether another page follows.
      id_text(question.id), question.after, std::uint64_t{question.limit} + 1);
  records::EventPage page;
  for (auto const& row : rows) {
    if (page.events_json.size() == question.limit) return page;
    page.events_json.emplace_back(text_of(row[0]));
    page.next = count_of(row[1]);
  }
  page.next.reset();  // all of them fit
  return page;
}

records::ListOffers::Answer answer_to(pqxx::transaction_base& transaction,
                                      records::ListOffers const& question) {
  std::vector<core::OfferRow> offers;
  for (auto const& row :
       transaction.exec_params("SELECT " + columns_of<core::OfferRow>("o") +
                                   " FROM offer o WHERE o.callback_id = $1 ORDER BY o.number",
                               id_text(question.id))) {
    offers.push_back(read_row<core::OfferRow>(row, Times::kAll));
  }
  for (auto const& row : transaction.exec_params(
           std::string{"SELECT "} + kExcludedColumns + " FROM offer o, " + kExcludedList +
               " WHERE o.callback_id = $1 ORDER BY o.number, x.place",
           id_text(question.id))) {
    auto const number = count_of(row[1]);
    auto const offer = std::find_if(offers.begin(), offers.end(),
                                    [&](auto const& known) { return known.id.number == number; });
    if (offer != offers.end()) offer->why.excluded.push_back(excluded_of(row));
  }
  return offers;
}

records::FindIdempotency::Answer answer_to(pqxx::transaction_base& transaction,
                                           records::FindIdempotency const& question) {
  auto const rows = transaction.exec_params(
      "SELECT body_hash, callback_id, key_hash <> $2 FROM idempotency WHERE site = $1 "
      "AND key_hash IN ($2, $3) AND at > $4 ORDER BY key_hash = $2 DESC LIMIT 1",
      question.site, base::to_text(question.key_hash),
      base::to_text(question.former_hash.value_or(question.key_hash)),
      database_text(question.now - kIdempotencyTime));
  if (rows.empty()) return std::nullopt;
  return records::IdempotencyHit{uuid_of(rows[0][0]), callback_of(rows[0][1]), flag_of(rows[0][2])};
}

records::VoidManageToken::Answer answer_to(pqxx::transaction_base& transaction,
                                           records::VoidManageToken const& question) {
  transaction.exec_params(
      "WITH voided AS (UPDATE callback SET token_version = token_version + 1, "
      "event_number = event_number + 1 WHERE id = $1 AND NOT live AND token_version = $2 "
      "RETURNING id, event_number, token_version) "
      "INSERT INTO callback_event (callback_id, number, at, type, by, data) "
      "SELECT id, event_number, $3, $4, $5, "
      "json_build_object('token_version', token_version) FROM voided",
      id_text(question.callback), core::kFirstTokenVersion, database_text(question.at),
      std::string{core::to_text(core::EventType::kManageTokenVoided)}, question.by);
  return true;
}

records::FindDefinition::Answer answer_to(pqxx::transaction_base& transaction,
                                          records::FindDefinition const& question) {
  // The query returns no row if there is no such version. Otherwise it returns one row for each
  // queue move of the version, or one row without key and value if the version has no moves.
  auto const rows = transaction.exec_params(
      std::string{"SELECT definition, m.key, m.value FROM site_definition LEFT JOIN "} + kMoves +
          " ON true WHERE version = CASE WHEN $1::bigint = 0 "
          "THEN (SELECT max(version) FROM site_definition WHERE state = 'adopted') ELSE $1::bigint "
          "END",
      question.version);
  if (rows.empty()) return std::nullopt;
  records::StoredDefinition found{std::string{text_of(rows[0][0])}, {}};
  for (auto const& row : rows) {
    if (!row[1].is_null()) found.moves.emplace(text_of(row[1]), text_of(row[2]));
  }
  return found;
}

// Returns the queue moves of the proposal, together with the moves of older proposals that are
// still undecided. The older proposals are refused when this one is decided, so their moves would
// be lost otherwise.
core::QueueMoves with_undecided_moves(pqxx::transaction_base& transaction,
                                      records::ProposeDefinition const& proposal) {
  auto kept = undecided_moves(transaction);
  if (kept.empty()) return proposal.moves;
  std::set<std::string> queues;
  for (auto const& row : transaction.exec_params(
           "SELECT q ->> 'name' FROM json_array_elements($1::json -> 'queues') q", proposal.json)) {
    queues.emplace(text_of(row[0]));
  }
  return core::followed_by(std::move(kept), proposal.moves,
                           [&](std::string const& queue) { return queues.contains(queue); });
}

records::ProposeDefinition::Answer answer_to(pqxx::transaction_base& transaction,
                                             records::ProposeDefinition const& question) {
  return insert_proposal(transaction, question);
}

records::FindDefinitionState::Answer answer_to(pqxx::transaction_base& transaction,
                                               records::FindDefinitionState const& question) {
  return find_definition_state(transaction, question.version);
}

}  // namespace

// Takes the lock first, so that what the next queries find stays true until the transaction ends.
std::int64_t insert_proposal(pqxx::transaction_base& transaction,
                             records::ProposeDefinition const& proposal,
                             std::string const& source) {
  lock_administration(transaction);
  if (proposal.of_admin) {
    auto const admin = transaction.exec_params(
        "SELECT FROM site_user WHERE login = $1 AND 'admin' = ANY (roles)", proposal.by);
    if (admin.empty()) return records::kNoAdmin;
  }
  auto const moves = with_undecided_moves(transaction, proposal);
  auto const rows = transaction.exec_params(
      "INSERT INTO site_definition (definition, source, by, at, moves) SELECT $1::json, $2, $3, "
      "$4::timestamptz, $6::json "
      "WHERE $5::bigint IS NULL OR NOT EXISTS "
      "(SELECT FROM site_definition WHERE version > $5 AND state <> 'refused') RETURNING version",
      proposal.json, source, proposal.by, database_text(proposal.at), proposal.base,
      routing_values_json({moves.begin(), moves.end()}));
  return rows.empty() ? records::kNotNewest : number_of(rows[0][0]);
}

records::DefinitionState find_definition_state(pqxx::transaction_base& transaction,
                                               std::int64_t version) {
  auto const rows = transaction.exec_params(
      "SELECT state <> 'proposed', state = 'adopted', refusal FROM site_definition WHERE version = "
      "$1",
      version);
  if (rows.empty())
    return {.decided = true, .adopted = false, .refusal = "there is no such version"};
  return {flag_of(rows[0][0]), flag_of(rows[0][1]), std::string{text_of(rows[0][2])}};
}

std::function<void()> answer(pqxx::transaction_base& transaction,
                             records::AnyPending const& pending) {
  return std::visit(
      [&](auto const& asked) -> std::function<void()> {
        auto found = answer_to(transaction, asked.question);
        return [done = asked.done, found = std::move(found)]() mutable { done(std::move(found)); };
      },
      pending);
}

}  // namespace callbackd::storage
