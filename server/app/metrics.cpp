#include "app/metrics.hpp"

#include <prometheus/text_serializer.h>

#include <limits>
#include <map>
#include <vector>

namespace callbackd::app {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Collects families of metrics and writes them in Prometheus' text format.
class Page {
 public:
  void counter(std::string name, std::string help, std::uint64_t value) {
    ClientMetric metric;
    metric.counter.value = static_cast<double>(value);
    families_.push_back(
        {std::move(name), std::move(help), MetricType::Counter, {std::move(metric)}});
  }
  void gauge(std::string name, std::string help, double value) {
    ClientMetric metric;
    metric.gauge.value = value;
    families_.push_back({std::move(name), std::move(help), MetricType::Gauge, {std::move(metric)}});
  }
  void counters(std::string name, std::string help, std::string label,
                std::map<unsigned, std::uint64_t> const& values) {
    std::map<std::string, std::uint64_t> named;
    for (auto const& [key, value] : values) named[key == 0 ? "other" : std::to_string(key)] = value;
    counters(std::move(name), std::move(help), std::move(label), named);
  }
  void counters(std::string name, std::string help, std::string label,
                std::map<std::string, std::uint64_t> const& values) {
    MetricFamily family{std::move(name), std::move(help), MetricType::Counter, {}};
    for (auto const& [word, value] : values) {
      ClientMetric metric;
      metric.label.push_back({label, word});
      metric.counter.value = static_cast<double>(value);
      family.metric.push_back(std::move(metric));
    }
    families_.push_back(std::move(family));
  }
  void add(MetricFamily family) { families_.push_back(std::move(family)); }
  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

MetricFamily callbacks_by_state(engine::EngineFigures const& figures) {
  MetricFamily family{"callbackd_callbacks",
                      "Callbacks in memory by state; final ones stay until Mark Done",
                      MetricType::Gauge,
                      {}};
  for (auto const& [word, state] : core::kWords<core::CallbackState>) {
    ClientMetric metric;
    metric.label.push_back({"state", std::string(word)});
    metric.gauge.value = static_cast<double>(figures.callbacks[static_cast<std::size_t>(state)]);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

MetricFamily left_out(std::map<std::string, std::uint64_t> const& rows) {
  MetricFamily family{"callbackd_rows_left_out",
                      "Rows that could not be understood at the start, by table",
                      MetricType::Gauge,
                      {}};
  for (auto const& [table, count] : rows) {
    ClientMetric metric;
    metric.label.push_back({"table", table});
    metric.gauge.value = static_cast<double>(count);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

// Makes a Prometheus histogram. Each bucket counts all times up to its end, so it includes the
// buckets before it.
MetricFamily seconds(std::string name, std::string help, engine::DurationHistogram const& times) {
  constexpr double kMicros = 1e6;
  ClientMetric metric;
  auto& histogram = metric.histogram;
  auto const& bounds = engine::DurationHistogram::kBounds;
  for (std::size_t at = 0; at <= bounds.size(); ++at) {
    histogram.sample_count += times.count(at);
    auto const end = at < bounds.size() ? static_cast<double>(bounds[at]) / kMicros
                                        : std::numeric_limits<double>::infinity();
    histogram.bucket.push_back({histogram.sample_count, end});
  }
  histogram.sample_sum = static_cast<double>(times.sum_us()) / kMicros;
  return {std::move(name), std::move(help), MetricType::Histogram, {std::move(metric)}};
}

void add_engine(Page& page, engine::EngineFigures const& figures) {
  page.counter("callbackd_commands_total", "Commands whose batch was committed", figures.commands);
  page.counter("callbackd_batches_total", "Batches committed, heartbeats included",
               figures.batches);
  page.counter("callbackd_answers_total", "Answers released after their commit", figures.answers);
  page.counter("callbackd_offers_total", "Offers shown to agents", figures.offers);
  page.counter("callbackd_intake_refused_total", "Requests refused because too many were waiting",
               figures.refused_backlog);
  page.add(callbacks_by_state(figures));
  page.gauge("callbackd_agents_connected", "Agents with an open session",
             static_cast<double>(figures.agents_connected));
  page.gauge("callbackd_agents_ready", "Agents connected and Ready, busy ones included",
             static_cast<double>(figures.agents_ready));
  page.gauge("callbackd_dials_in_last_hour", "Legs dialled to outside numbers in the last hour",
             static_cast<double>(figures.dials_in_last_hour));
  page.counter("callbackd_simulated_attempts_total",
               "Call attempts that the simulator only played through", figures.simulated_attempts);
  page.gauge("callbackd_dials_per_hour_limit",
             "The limit dials_per_hour of [dialling]; 0: no limit",
             static_cast<double>(figures.dials_per_hour));
  page.gauge("callbackd_definition_inert_parts",
             "Parts of the definition in force that break a stricter rule and are not acted upon",
             static_cast<double>(figures.inert_parts));
  page.gauge("callbackd_backlog", "Commands carried out and not committed yet",
             static_cast<double>(figures.backlog));
  page.add(seconds("callbackd_commit_seconds",
                   "Time from handing over a batch to its commit, heartbeats included",
                   figures.commits));
}

std::map<std::string, std::uint64_t> limits_reached(Figures const& figures) {
  std::map<std::string, std::uint64_t> counts;
  for (auto const& [word, limit] : core::kWords<core::RequestLimit>) {
    auto const at = static_cast<std::size_t>(limit);
    counts[std::string{word}] =
        figures.engine.limits_reached[at].load(std::memory_order_relaxed) + figures.edge_limits[at];
  }
  return counts;
}

std::map<std::string, std::uint64_t> closed_by_kind(edge::NetCounts const& net) {
  std::map<std::string, std::uint64_t> counts;
  for (auto const& [word, why] : base::kWords<edge::ClosedFor>) {
    counts[std::string{word}] = net.closed_for(why);
  }
  return counts;
}

void add_net(Page& page, edge::NetCounts const& net) {
  page.counter("callbackd_connections_accepted_total", "Connections accepted", net.accepted);
  page.counters("callbackd_connections_closed_total",
                "Connections that the server closed by its own decision, by kind", "kind",
                closed_by_kind(net));
  page.counter("callbackd_tls_handshakes_total", "TLS handshakes done", net.tls_handshakes);
  page.counter("callbackd_tls_handshakes_failed_total", "TLS handshakes that failed",
               net.tls_failed);
  page.counter("callbackd_proxy_headers_missing_total",
               "Connections of proxy_protocol_from closed because they had no good PROXY header",
               net.closed_for(edge::ClosedFor::kNoProxyHeader));
  page.counter("callbackd_forwarded_for_missing_total",
               "Requests of forwarded_from refused because they had no good X-Forwarded-For",
               net.closed_for(edge::ClosedFor::kNoForwardedFor));
  page.gauge("callbackd_http_connections", "HTTP connections open",
             static_cast<double>(net.open_http));
  page.gauge("callbackd_websockets", "WebSockets open", static_cast<double>(net.open_web_sockets));
  page.counter("callbackd_http_requests_total", "HTTP requests handed to the routes", net.requests);
  page.counter("callbackd_messages_in_total", "WebSocket messages received", net.messages_in);
  page.counter("callbackd_messages_out_total", "WebSocket messages sent", net.messages_out);
  page.counters("callbackd_heads_refused_total", "Requests refused before routing, by status",
                "status", net.refused_by_status);
  page.counters("callbackd_websockets_closed_total", "WebSockets closed, by code", "code",
                net.web_sockets_closed_by_code);
}

void add_logins(Page& page, edge::LoginFigures const& logins) {
  MetricFamily family{"callbackd_logins_total",
                      "Requests to log in, by outcome; dropped: too many were waiting, or too many "
                      "of one login and source",
                      MetricType::Counter,
                      {}};
  for (auto const& [outcome, count] :
       {std::pair{"succeeded", logins.succeeded}, std::pair{"failed", logins.failed},
        std::pair{"dropped", logins.dropped}}) {
    ClientMetric metric;
    metric.label.push_back({"outcome", outcome});
    metric.counter.value = static_cast<double>(count);
    family.metric.push_back(std::move(metric));
  }
  page.add(std::move(family));
  page.gauge("callbackd_logins_waiting",
             "Logins whose password waits to be checked, for their turn or after failures",
             static_cast<double>(logins.waiting));
}

// Adds the counters of the events that edge::Trail logs. An event that never happened gets a
// counter of 0, so that a rate can be computed from the start.
void add_trail(Page& page, edge::Trail::Counts counts) {
  MetricFamily family{"callbackd_trail_events_total",
                      "Refusals and acts of administration, by the event of the log and its kind; "
                      "lines that the log left out are counted too",
                      MetricType::Counter,
                      {}};
  for (auto const event : base::kTexts<edge::TrailEvent>) {
    auto const first = counts.lower_bound({std::string(event), ""});
    if (first == counts.end() || first->first.first != event) counts[{std::string(event), ""}] = 0;
  }
  for (auto const& [name, count] : counts) {
    ClientMetric metric;
    metric.label.push_back({"event", name.first});
    metric.label.push_back({"kind", name.second});
    metric.counter.value = static_cast<double>(count);
    family.metric.push_back(std::move(metric));
  }
  page.add(std::move(family));
}

void add_voice(Page& page, voice::VoiceFigures const& voice) {
  page.gauge("callbackd_voice_link_up", "1 while the link to Asterisk is up",
             voice.link_up ? 1 : 0);
  using EndsCalls = voice::VoiceFigures::EndsCalls;
  if (auto const ends_calls = voice.ends_calls.load(); ends_calls != EndsCalls::kUnknown) {
    page.gauge("callbackd_voice_ends_calls",
               "1 when Asterisk has func_timeout, by which it ends calls after max_call_minutes",
               ends_calls == EndsCalls::kYes ? 1 : 0);
  }
  page.gauge("callbackd_voice_legs", "Legs at Asterisk", static_cast<double>(voice.legs));
  page.counter("callbackd_voice_unknown_total",
               "Requests to Asterisk whose outcome a snapshot had to settle",
               voice.unknown_results);
  page.counter("callbackd_voice_snapshots_total", "Snapshots taken of Asterisk", voice.snapshots);
  page.counter("callbackd_voice_legs_lost_total", "Legs whose end Asterisk did not report",
               voice.lost);
  page.counter("callbackd_voice_sockets_opened_total", "Event sockets opened, tries included",
               voice.sockets_opened);
  page.add(seconds("callbackd_voice_request_seconds",
                   "Time from a request's turn to Asterisk's answer, or to its time-out",
                   voice.requests));
}

}  // namespace

std::string metrics_text(Figures const& figures) {
  Page page;
  page.gauge("callbackd_ready", "1 on the active server", figures.ready ? 1 : 0);
  page.gauge("callbackd_stalled", "1 while nothing can be committed", figures.stalled ? 1 : 0);
  page.add(left_out(figures.rows_left_out));
  add_engine(page, figures.engine);
  add_net(page, figures.net);
  page.counters("callbackd_limits_reached_total",
                "Requests refused because a limit was reached, by limit", "limit",
                limits_reached(figures));
  add_logins(page, figures.logins);
  if (figures.number_metadata_age) {
    page.gauge(
        "callbackd_number_metadata_age_seconds",
        "Age of the file of libphonenumber that is loaded: its number plans are older than that",
        std::chrono::duration<double>(*figures.number_metadata_age).count());
  }
  add_trail(page, figures.trail);
  if (figures.voice != nullptr) add_voice(page, *figures.voice);
  return page.text();
}

}  // namespace callbackd::app
