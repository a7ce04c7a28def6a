#include "lab/load_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "wire/json_writer.hpp"

namespace callbackd::lab {
namespace {

std::string decimal(double value, int places) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", places, value);
  return text.data();
}

double per_second(std::uint64_t count, Tally const& tally) {
  return tally.measured.count() > 0 ? static_cast<double>(count) / tally.measured.count() : 0;
}

// The CPU time of this client for one operation. An operation is a finished callback, or an
// accepted post if no callback was finished.
double cpu_us_each(Tally const& tally) {
  auto const operations = tally.completed > 0 ? tally.completed : tally.accepted;
  return operations > 0 ? tally.cpu.count() * 1e6 / static_cast<double>(operations) : 0;
}

void write_decimal(wire::JsonWriter& out, std::string_view name, double value) {
  out.json(name, decimal(value, 4));
}

std::string row(std::string_view name, std::string const& value) {
  auto text = "  " + std::string(name);
  text.resize(std::max<std::size_t>(text.size(), 28), ' ');
  return text + value + '\n';
}

}  // namespace

std::string report_json(LoadOptions const& options, Tally const& tally) {
  wire::JsonWriter out;
  out.begin_object();
  out.text("mode", base::to_text(options.mode));
  write_decimal(out, "seconds", tally.measured.count());
  out.number("accepted", tally.accepted);
  write_decimal(out, "accepted_per_second", per_second(tally.accepted, tally));
  out.number("completed", tally.completed);
  write_decimal(out, "completed_per_second", per_second(tally.completed, tally));
  out.number("accepted_in_all", tally.accepted_in_all);
  out.number("completed_in_all", tally.completed_in_all);
  out.number("unfinished", tally.unfinished);
  out.begin_object("agents");
  out.number("wanted", tally.agents_wanted);
  out.number("ready", tally.agents_ready);
  out.number("ended", tally.agents_ended);
  out.end_object();
  write_decimal(out, "cpu_seconds", tally.cpu.count());
  write_decimal(out, "cpu_us_each", cpu_us_each(tally));
  out.begin_object("kinds");
  for (auto const& [kind, times] : tally.kinds) {
    out.begin_object(kind);
    out.number("count", times.count());
    write_decimal(out, "p50_ms", times.percentile_ms(50));
    write_decimal(out, "p90_ms", times.percentile_ms(90));
    write_decimal(out, "p99_ms", times.percentile_ms(99));
    write_decimal(out, "longest_ms", times.longest_ms());
    out.end_object();
  }
  out.end_object();
  out.begin_object("errors");
  for (auto const& [what, count] : tally.errors) out.number(what, count);
  out.end_object();
  out.end_object();
  return out.take();
}

std::string report_table(LoadOptions const& options, Tally const& tally) {
  auto text =
      std::string{base::to_text(options.mode)} + ", " + decimal(tally.measured.count(), 2) + " s\n";
  if (tally.accepted > 0)
    text += row("accepted a second", decimal(per_second(tally.accepted, tally), 0));
  if (tally.completed > 0)
    text += row("done a second", decimal(per_second(tally.completed, tally), 0));
  if (tally.unfinished > 0) text += row("unfinished", std::to_string(tally.unfinished));
  if (tally.agents_wanted > 0) {
    text += row("agents ready, ended", std::to_string(tally.agents_ready) + " of " +
                                           std::to_string(tally.agents_wanted) + ", " +
                                           std::to_string(tally.agents_ended));
  }
  text += row("CPU of this client",
              decimal(tally.cpu.count(), 2) + " s, " + decimal(cpu_us_each(tally), 1) + " us each");
  text += row("ms", "     count       p50       p90       p99   longest");
  for (auto const& [kind, times] : tally.kinds) {
    std::array<char, 96> columns{};
    std::snprintf(columns.data(), columns.size(), "%10llu %9.3f %9.3f %9.3f %9.3f",
                  static_cast<unsigned long long>(times.count()), times.percentile_ms(50),
                  times.percentile_ms(90), times.percentile_ms(99), times.longest_ms());
    text += row(kind, columns.data());
  }
  for (auto const& [what, count] : tally.errors) text += row("! " + what, std::to_string(count));
  return text;
}

}  // namespace callbackd::lab
