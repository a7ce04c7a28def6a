#include "app/metrics.hpp"

#include <catch2/catch.hpp>

using namespace callbackd;
using Catch::Matchers::Contains;
using namespace std::chrono_literals;

TEST_CASE("metrics tell callbacks by state and agents") {
  engine::EngineFigures figures;
  figures.callbacks[static_cast<std::size_t>(core::CallbackState::kOffered)] = 3;
  figures.agents_connected = 5;
  figures.agents_ready = 4;
  auto const text = app::metrics_text({figures, {}, true, false});
  CHECK_THAT(text, Contains("callbackd_callbacks{state=\"offered\"} 3\n"));
  CHECK_THAT(text, Contains("callbackd_callbacks{state=\"queued\"} 0\n"));
  CHECK_THAT(text, Contains("callbackd_agents_connected 5\n"));
  CHECK_THAT(text, Contains("callbackd_agents_ready 4\n"));
}

TEST_CASE("a client address that a trusted proxy did not give is counted") {
  engine::EngineFigures const figures;
  edge::NetCounts net;
  net.closed[static_cast<std::size_t>(edge::ClosedFor::kNoProxyHeader)] = 3;
  net.closed[static_cast<std::size_t>(edge::ClosedFor::kNoForwardedFor)] = 4;
  auto const text = app::metrics_text({figures, net, true, false});
  CHECK_THAT(text, Contains("callbackd_proxy_headers_missing_total 3\n"));
  CHECK_THAT(text, Contains("callbackd_forwarded_for_missing_total 4\n"));
}

TEST_CASE("logins are counted by how they ended") {
  engine::EngineFigures const figures;
  app::Figures all{figures, {}, true, false};
  all.logins = {.succeeded = 5, .failed = 4, .dropped = 2, .waiting = 1};
  auto const text = app::metrics_text(all);
  CHECK_THAT(text, Contains("callbackd_logins_total{outcome=\"succeeded\"} 5\n"));
  CHECK_THAT(text, Contains("callbackd_logins_total{outcome=\"dropped\"} 2\n"));
  CHECK_THAT(text, Contains("callbackd_logins_waiting 1\n"));
}

TEST_CASE(
    "requests refused for a limit are counted by limit, whether edge or engine refused them") {
  auto const reads = static_cast<std::size_t>(core::RequestLimit::kReadsPerMinute);
  auto const changes = static_cast<std::size_t>(core::RequestLimit::kChangesPerMinute);
  engine::EngineFigures figures;
  figures.limits_reached[changes] = 2;
  app::Figures all{figures, {}, true, false};
  all.edge_limits[reads] = 3;
  auto const text = app::metrics_text(all);
  CHECK_THAT(text, Contains("callbackd_limits_reached_total{limit=\"changes_per_minute\"} 2\n"));
  CHECK_THAT(text, Contains("callbackd_limits_reached_total{limit=\"reads_per_minute\"} 3\n"));
  CHECK_THAT(text, Contains("callbackd_limits_reached_total{limit=\"publishable_waiting\"} 0\n"));
}

TEST_CASE("the trail is counted by event and kind, from zero on") {
  engine::EngineFigures const figures;
  app::Figures all{figures, {}, true, false};
  all.trail[{"auth.failed", "wrong_password"}] = 7;
  auto const text = app::metrics_text(all);
  CHECK_THAT(
      text,
      Contains("callbackd_trail_events_total{event=\"auth.failed\",kind=\"wrong_password\"} 7\n"));
  CHECK_THAT(text, Contains("callbackd_trail_events_total{event=\"limit.reached\",kind=\"\"} 0\n"));
  CHECK_THAT(text, Contains("{event=\"admin.changed\",kind=\"\"} 0\n"));
}

TEST_CASE("the link to Asterisk is told where there is one") {
  engine::EngineFigures const figures;
  voice::VoiceFigures voice;
  voice.link_up = true;
  voice.unknown_results = 2;
  voice.requests.add(2ms);
  auto const text = app::metrics_text({figures, {}, true, false, &voice});
  CHECK_THAT(text, Contains("callbackd_voice_link_up 1\n"));
  CHECK_THAT(text, Contains("callbackd_voice_unknown_total 2\n"));
  CHECK_THAT(text, Contains("callbackd_voice_request_seconds_count 1\n"));
  CHECK_THAT(app::metrics_text({figures, {}, true, false}), !Contains("callbackd_voice"));
}

TEST_CASE("commit times are a histogram whose buckets count all that is faster") {
  engine::EngineFigures figures;
  figures.commits.add(400us);
  figures.commits.add(2ms);
  figures.commits.add(1min);
  auto const text = app::metrics_text({figures, {}, true, false});
  CHECK_THAT(text, Contains("callbackd_commit_seconds_bucket{le=\"0.0005\"} 1\n"));
  CHECK_THAT(text, Contains("callbackd_commit_seconds_bucket{le=\"0.0025\"} 2\n"));
  CHECK_THAT(text, Contains("callbackd_commit_seconds_bucket{le=\"10\"} 2\n"));
  CHECK_THAT(text, Contains("callbackd_commit_seconds_bucket{le=\"+Inf\"} 3\n"));
  CHECK_THAT(text, Contains("callbackd_commit_seconds_count 3\n"));
  CHECK_THAT(text, Contains("callbackd_commit_seconds_sum 60.0024\n"));
}

TEST_CASE("the age of the number plans is told when it is known") {
  engine::EngineFigures const figures;
  app::Figures all{figures, {}, true, false};
  CHECK_THAT(app::metrics_text(all), !Contains("callbackd_number_metadata_age_seconds"));
  all.number_metadata_age = 48h;
  CHECK_THAT(app::metrics_text(all), Contains("callbackd_number_metadata_age_seconds 172800\n"));
}
