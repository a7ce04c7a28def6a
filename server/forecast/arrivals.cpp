#include "forecast/arrivals.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "base/check.hpp"
#include "calendar/zone.hpp"
#include "forecast/purpose.hpp"

namespace callbackd::forecast {
namespace {

// Made-up phone numbers have ten digits after +1. There are so many of them that two callbacks
// rarely get the same one, and they have many different prefixes.
constexpr std::uint64_t kNumbers = 8'000'000'000;
constexpr std::uint64_t kFirstNumber = 12'000'000'000;

// Picks one value of a Mix (the values of one attribute and their weights) at random. The weight of
// a value decides how probable it is.
std::string const& picked(Mix const& mix, Chance chance) {
  std::uint64_t all = 0;
  for (auto const& share : mix.shares) all += static_cast<std::uint64_t>(share.weight);
  auto at = chance.below(all);
  for (auto const& share : mix.shares) {
    auto const weight = static_cast<std::uint64_t>(share.weight);
    if (at < weight) return share.value;
    at -= weight;
  }
  return mix.shares.back().value;
}

// One quarter of an hour of wall time. If the clocks change in it, it may be longer or shorter, or
// have the length 0.
struct Quarter {
  Instant begin{};
  Duration length{0};
  int volume = 0;
};

template <typename Add>
void spread_evenly(Quarter const& quarter, Add add) {
  for (int i = 0; i < quarter.volume; ++i) add(quarter.begin + quarter.length * i / quarter.volume);
}

// Adds arrivals at random instants (a Poisson process): the gaps between arrivals have an
// exponential distribution.
template <typename Add>
void spread_by_chance(Quarter const& quarter, Chance const& chance, Add add) {
  auto const gap = Law::exponential(quarter.length / quarter.volume);
  auto at = quarter.begin;
  for (std::uint64_t i = 0;; ++i) {
    at += draw(gap, chance.of(i));
    if (at >= quarter.begin + quarter.length) return;
    add(at);
  }
}

// Makes the arrivals of all streams. Each stream has a Chance (random numbers) of its own. From
// this Chance, each quarter of an hour and each customer of the stream gets another Chance. So a
// change of one stream does not change the arrivals of another stream.
class Maker {
 public:
  Maker(Day const& day, std::string const& zone, std::uint64_t seed)
      : day_(day), zone_(zone), seed_(seed) {}

  void add(Stream const& stream, std::uint64_t number) {
    auto const chance = seed_.of(Purpose::kArrivals, number);
    std::uint64_t customer = 0;
    auto const arrive = [&](Instant at) {
      made_.push_back(arrival(stream, at, chance.of(Purpose::kCustomer, customer++)));
    };
    for (auto const& volume : stream.volumes) {
      for (auto from = volume.at.opens; from < volume.at.closes; from += kInterval) {
        auto const begin = instant_of(day_, from, zone_);
        Quarter const quarter{begin, instant_of(day_, from + kInterval, zone_) - begin,
                              volume.per_quarter_hour};
        if (quarter.volume == 0 || quarter.length == quarter.length.zero()) continue;
        auto const minutes = static_cast<std::uint64_t>(from.count());
        if (stream.even) {
          spread_evenly(quarter, arrive);
        } else {
          spread_by_chance(quarter, chance.of(Purpose::kTimes, minutes), arrive);
        }
      }
    }
  }
  std::vector<Arrival> take() {
    // Sorts by instant. Arrivals of the same instant stay in the order of the description.
    std::vector<std::size_t> order(made_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tie(made_[a].at, a) < std::tie(made_[b].at, b);
    });
    std::vector<Arrival> sorted;
    sorted.reserve(order.size());
    for (auto const i : order) sorted.push_back(std::move(made_[i]));
    return sorted;
  }

 private:
  static Arrival arrival(Stream const& stream, Instant at, Chance const& chance) {
    Arrival made;
    made.at = at;
    made.site = stream.site;
    made.queue = stream.queue;
    made.routing_point = stream.routing_point;
    made.priority = stream.priority;
    made.phone = kFirstNumber + chance.of(Purpose::kPhone, 0).below(kNumbers);
    for (std::size_t i = 0; i < stream.mixes.size(); ++i) {
      auto const& mix = stream.mixes[i];
      made.values.emplace_back(mix.attribute, picked(mix, chance.of(Purpose::kAttribute, i)));
    }
    std::sort(made.values.begin(), made.values.end());
    return made;
  }

  Day const& day_;
  std::string const& zone_;
  Chance seed_;
  std::vector<Arrival> made_;
};

}  // namespace

std::size_t Frame::intervals() const {
  return static_cast<std::size_t>((end - begin + kInterval - Duration{1}) / kInterval);
}
std::size_t Frame::interval_of(Instant at) const {
  if (at < begin) return 0;
  return std::min(static_cast<std::size_t>((at - begin) / kInterval), intervals() - 1);
}
Instant Frame::start_of(std::size_t interval) const {
  return begin + kInterval * interval;
}

Instant instant_of(Day const& day, std::chrono::minutes wall_time, std::string const& zone) {
  auto const found = calendar::Zone::find(zone);
  CALLBACKD_CHECK(found);
  return found->to_instant(std::chrono::local_days{day.date} + wall_time);
}

Frame frame_of(Day const& day, std::string const& zone) {
  return {instant_of(day, day.hours.opens, zone), instant_of(day, day.hours.closes, zone)};
}

// Makes all arrivals of the day. `seed` and the index of a stream decide its random numbers.
std::vector<Arrival> arrivals_of(Day const& day, std::string const& zone, std::uint64_t seed) {
  Maker maker{day, zone, seed};
  for (std::size_t i = 0; i < day.streams.size(); ++i) maker.add(day.streams[i], i);
  return maker.take();
}

bool too_many(Day const& day) {
  std::int64_t sum = 0;
  for (auto const& stream : day.streams) {
    for (auto const& volume : stream.volumes) {
      sum += volume.per_quarter_hour * ((volume.at.closes - volume.at.opens) / kInterval);
    }
  }
  return sum > static_cast<std::int64_t>(kArrivalsMost);
}

}  // namespace callbackd::forecast
