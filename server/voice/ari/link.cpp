#include "voice/ari/link.hpp"

#include <algorithm>
#include <utility>

namespace callbackd::voice::ari {
namespace {

constexpr int kDoublingsMost = 10;
constexpr int kSilentLooksMost = 2;  // one answer may be lost together with its connection

}  // namespace

Link::Link(CallOptions options, LinkWaits waits, std::uint32_t seed)
    : options_(std::move(options)), waits_(waits), random_(seed) {}

std::vector<LinkAction> Link::take_actions() {
  return std::exchange(actions_, {});
}

void Link::start(Time now) {
  open(now);
}

void Link::open(Time now) {
  last_socket_ = SocketId{static_cast<std::uint64_t>(last_socket_) + 1};
  trying_ = last_socket_;
  asked_ = Asked::kNothing;
  at_ = now + waits_.open;
  actions_.emplace_back(OpenSocket{last_socket_});
}

void Link::opened(SocketId id, Time) {
  if (trying_ == id) look(Asked::kFilter);
}

void Link::look(Asked what) {
  asked_ = what;
  last_look_ = LookId{static_cast<std::uint64_t>(last_look_) + 1};
  actions_.emplace_back(Look{last_look_, what == Asked::kFilter ? filter_events(options_)
                                                                : look_at_application(options_)});
}

// Handles the answer to a look, which is a request about the application. Only the answer to the
// newest look counts. After a socket has opened, two looks follow. The first sets the event filter,
// and its answer does not matter. The second asks for the application, and its answer decides
// whether the link is up.
void Link::answered(LookId id, RestAnswer const& answer, Time now) {
  if (id != last_look_ || asked_ == Asked::kNothing) return;
  auto const asked = std::exchange(asked_, Asked::kNothing);
  // The answer may be an error, because older versions of Asterisk have no event filter.
  if (asked == Asked::kFilter) return look(Asked::kApplication);
  if (answer.is(200)) return verified(now);
  bool const silent = answer.kind != RestAnswer::Kind::kAnswered;
  if (silent) {
    if (current_ && ++silent_looks_ < kSilentLooksMost) return look(Asked::kApplication);
    return fail("Asterisk does not answer", Deaf::kPerhaps, now);
  }
  bool const refused = answer.is(401) || answer.is(403);
  fail(refused ? "Asterisk refuses user or password"
               : "the event socket is open, but Asterisk does not send events to it",
       Deaf::kYes, now);
}

void Link::verified(Time now) {
  silent_looks_ = 0;
  if (!current_) {
    failures_ = 0;
    looks_ = 0;
    current_ = std::exchange(trying_, std::nullopt);
    if (retiring_) actions_.emplace_back(CloseSocket{*std::exchange(retiring_, std::nullopt)});
    actions_.emplace_back(LinkIs{true, ""});
  }
  at_ = next_look_at(now);
}

Time Link::next_look_at(Time now) {
  auto const& first = waits_.first_looks;
  return now + (looks_ < first.size() ? first[looks_++] : waits_.look);
}

// Gives up a socket. If it is certainly deaf (gets no events), it is closed now. Otherwise it stays
// open as retiring_ until the next socket is up. At most one socket stays open in this way.
void Link::part_with(SocketId id, Deaf deaf) {
  if (deaf == Deaf::kYes) {
    actions_.emplace_back(CloseSocket{id});
    return;
  }
  if (retiring_) actions_.emplace_back(CloseSocket{*retiring_});
  retiring_ = id;
}

// Handles a loss of the link, and a failed try to connect. Gives up the sockets, reports
// LinkIs{false}, and plans the next try.
void Link::fail(std::string why, Deaf deaf, Time now) {
  if (current_) part_with(*std::exchange(current_, std::nullopt), deaf);
  if (trying_) part_with(*std::exchange(trying_, std::nullopt), deaf);
  asked_ = Asked::kNothing;
  silent_looks_ = 0;
  down(std::move(why));
  at_ = retry_at(now);
}

void Link::down(std::string why) {
  actions_.emplace_back(LinkIs{false, std::move(why)});
}

Time Link::retry_at(Time now) {
  auto const doublings = std::min(failures_++, kDoublingsMost);
  auto const wait = std::min(waits_.first_retry * (1 << doublings), waits_.longest_retry);
  std::uniform_int_distribution<std::int64_t> jitter(wait.count() / 2, wait.count());
  return now + std::chrono::milliseconds(jitter(random_));
}

void Link::closed(SocketId id, std::string why, Time now) {
  if (retiring_ == id) retiring_.reset();
  if (trying_ != id && current_ != id) return;
  if (trying_ == id) trying_.reset();
  if (current_ == id) current_.reset();
  fail("the event socket: " + why, Deaf::kYes, now);
}

// Another controller has taken the application over. If both took it from each other again and
// again, neither could work. So Link waits for longest_retry (less a random part) before it
// connects again.
void Link::replaced(SocketId id, Time now) {
  if (current_ != id && trying_ != id) return;
  failures_ = kDoublingsMost;
  fail("another controller has connected as this application", Deaf::kPerhaps, now);
}

void Link::tick(Time now) {
  if (!at_ || *at_ > now) return;
  at_.reset();
  if (current_) {
    at_ = now + waits_.look;  // if the look gets no answer, the next one comes then
    if (asked_ == Asked::kNothing) look(Asked::kApplication);
    return;
  }
  if (trying_) return fail("the event socket does not open", Deaf::kYes, now);
  open(now);
}

std::optional<Time> Link::next_deadline() const {
  return at_;
}

}  // namespace callbackd::voice::ari
