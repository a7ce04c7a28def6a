#include "storage/batch_dump.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "storage/row_fields.hpp"

namespace callbackd::storage {
namespace {

class JsonLines {
 public:
  template <typename Row>
  void rows(std::vector<Row> const& rows) {
    for (auto const& row : rows) {
      out_ += R"({"row":)";
      append_json_string(out_, kTypeName<Row>);
      write_fields(*this, row);
      out_ += "}\n";
    }
  }
  void field(char const* name, bool value) { raw(name, value ? "true" : "false"); }
  void field(char const* name, std::optional<bool> value) {
    raw(name, !value ? "null" : *value ? "true" : "false");
  }
  void field(char const* name, int value) { raw(name, std::to_string(value)); }
  void field(char const* name, std::uint32_t value) { raw(name, std::to_string(value)); }
  void field(char const* name, std::int64_t value) { raw(name, std::to_string(value)); }
  void field(char const* name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
  }
  void field(char const* name, OrNull value) {
    if (value.text.empty()) return raw(name, "null");
    field(name, value.text);
  }
  void field(char const* name, Json value) {
    field(name, value.text);
  }  // as text, because this JSON may be invalid and the reason for the refusal
  void field(char const* name, JsonAsWritten value) { field(name, value.text); }
  void field(char const* name, std::optional<JsonAsWritten> value) {
    if (!value) return raw(name, "null");
    field(name, *value);
  }
  void field(char const* name, base::Uuid const& value) {
    field(name, std::string_view{to_text(value)});
  }
  void field(char const* name, base::Instant value) {
    field(name, std::string_view{database_text(value)});
  }
  void field(char const* name, std::optional<base::Instant> value) {
    if (!value) return raw(name, "null");
    field(name, *value);
  }
  std::string& text() { return out_; }

 private:
  void key(char const* name) {
    out_ += ',';
    append_json_string(out_, name);
    out_ += ':';
  }
  void raw(char const* name, std::string_view value) {
    key(name);
    out_ += value;
  }
  std::string out_;
};

bool write_all(int file, std::string_view text) {
  while (!text.empty()) {
    auto const written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0;
}

}  // namespace

std::string batch_text(std::int64_t epoch, engine::Batch const& batch) {
  JsonLines lines;
  lines.text() = fmt::format(
      "{{\"row\":\"batch\",\"epoch\":{},\"journal_seq\":{},\"last_serial\":{},\"at\":\"{}\"}}\n",
      epoch, batch.journal_seq, static_cast<std::uint64_t>(batch.last_serial),
      database_text(batch.at));
  lines.rows(batch.records.callbacks);
  lines.rows(batch.records.new_details);
  lines.rows(batch.records.details_changes);
  lines.rows(batch.records.events);
  lines.rows(batch.records.offers);
  lines.rows(batch.records.interactions);
  lines.rows(batch.records.attempts);
  lines.rows(batch.records.parties);
  lines.rows(batch.records.notes);
  lines.rows(batch.records.exclusions);
  lines.rows(batch.records.agents);
  lines.rows(batch.idempotency);
  lines.rows(batch.remembered);
  lines.rows(batch.records.definitions);
  return std::move(lines.text());
}

std::string dump_batch(std::string const& directory, std::int64_t epoch,
                       engine::Batch const& batch) {
  if (directory.empty()) return {};
  auto path = fmt::format("{}/refused-batch-{}-{}.jsonl", directory, epoch, batch.journal_seq);
  constexpr mode_t kOwnerOnly = 0600;
  int const file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly);
  if (file < 0) return {};
  bool const written = write_all(file, batch_text(epoch, batch));
  ::close(file);
  if (written) return path;
  ::unlink(path.c_str());  // an incomplete dump is of little use, and takes space on a full disk
  return {};
}

}  // namespace callbackd::storage
