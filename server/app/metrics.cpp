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
    MetricFamily family{std::move(name), std::move(help), MetricType::Counter, {}};
    for (auto const& [key, value] : values) {
      ClientMetric metric;
      metric.label.push_back({label, key == 0 ? "other" : std::to_string(key)});
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
                      "Callbacks in memory by state; final ones until Mark Done",
                      MetricType::Gauge,
                      {}};
  for (std::size_t at = 0; at < core::kCallbackStates; ++at) {
    ClientMetric metric;
    metric.label.push_back(
        {"state", std::string(core::to_text(static_cast<core::CallbackState>(at)))});
    metric.gauge.value = static_cast<double>(figures.callbacks[at]);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

MetricFamily seconds(std::string name, std::string help, engine::CommitTimes const& times) {
  constexpr double kMicros = 1e6;
  ClientMetric metric;
  auto& histogram = metric.histogram;
  auto const& bounds = engine::CommitTimes::kBounds;
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
  page.counter("callbackd_offers_total", "Offers told to agents", figures.offers);
  page.counter("callbackd_intake_refused_total", "Requests refused because too much was waiting",
               figures.refused_backlog);
  page.add(callbacks_by_state(figures));
  page.gauge("callbackd_agents_connected", "Agents with an open session",
             static_cast<double>(figures.agents_connected));
  page.gauge("callbackd_agents_ready", "Agents connected and Ready, busy ones included",
             static_cast<double>(figures.agents_ready));
  page.gauge("callbackd_backlog", "Commands stepped and not committed yet",
             static_cast<double>(figures.backlog));
  page.add(seconds("callbackd_commit_seconds",
                   "From handing a batch over to its commit, heartbeats included",
                   figures.commits));
}

void add_net(Page& page, edge::NetCounts const& net) {
  page.counter("callbackd_connections_accepted_total", "Connections accepted", net.accepted);
  page.counter("callbackd_connections_turned_away_total", "Connections over the limit",
               net.turned_away);
  page.counter("callbackd_tls_handshakes_total", "TLS handshakes done", net.tls_handshakes);
  page.counter("callbackd_tls_handshakes_failed_total", "TLS handshakes that failed",
               net.tls_failed);
  page.gauge("callbackd_http_connections", "HTTP connections open",
             static_cast<double>(net.open_http));
  page.gauge("callbackd_websockets", "WebSockets open", static_cast<double>(net.open_web_sockets));
  page.counter("callbackd_http_requests_total", "HTTP requests handed on", net.requests);
  page.counter("callbackd_messages_in_total", "WebSocket messages received", net.messages_in);
  page.counter("callbackd_messages_out_total", "WebSocket messages sent", net.messages_out);
  page.counters("callbackd_heads_refused_total", "Requests refused before routing, by status",
                "status", net.refused_by_status);
  page.counters("callbackd_websockets_closed_total", "WebSockets closed, by code", "code",
                net.web_sockets_closed_by_code);
}

void add_voice(Page& page, voice::VoiceFigures const& voice) {
  page.gauge("callbackd_voice_link_up", "1 while Asterisk can be directed", voice.link_up ? 1 : 0);
  page.gauge("callbackd_voice_legs", "Legs at Asterisk", static_cast<double>(voice.legs));
  page.counter("callbackd_voice_unknown_total",
               "Requests to Asterisk whose outcome a snapshot had to settle", voice.unknowns);
  page.counter("callbackd_voice_snapshots_total", "Snapshots taken of Asterisk", voice.snapshots);
  page.counter("callbackd_voice_legs_lost_total", "Legs whose end Asterisk did not tell",
               voice.lost);
  page.counter("callbackd_voice_sockets_opened_total", "Event sockets opened, tries included",
               voice.sockets_opened);
  page.add(seconds("callbackd_voice_request_seconds",
                   "From a request's turn to Asterisk's answer or its time-out", voice.requests));
}

}  // namespace

std::string metrics_text(Figures const& figures) {
  Page page;
  page.gauge("callbackd_ready", "1 on the active server", figures.ready ? 1 : 0);
  page.gauge("callbackd_stalled", "1 while nothing can be committed", figures.stalled ? 1 : 0);
  add_engine(page, figures.engine);
  add_net(page, figures.net);
  if (figures.voice != nullptr) add_voice(page, *figures.voice);
  return page.text();
}

}  // namespace callbackd::app
