#include "lab/intake.hpp"

#include <utility>

#include "lab/rpc_text.hpp"

namespace callbackd::lab {
namespace {

using namespace std::chrono_literals;

constexpr int kCreated = 201;
constexpr std::size_t kDigits = 10;
constexpr std::string_view kPhone = "\"phone\":\"+1";
constexpr auto kCheckPostersEvery = 100ms;

std::string whole_request(std::string const& host, IntakeOptions const& options) {
  auto const body = R"({"queue":")" + options.queue + R"(","contact":{"name":"Ada Lovelace",)" +
                    std::string(kPhone) + std::string(kDigits, '0') +
                    R"("},"attributes":{"topic":"billing","page":"/pricing"}})";
  return "POST /v1/callbacks HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " +
         options.key +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace

Intake::Intake(Environment const& environment, IntakeOptions options)
    : environment_(environment),
      options_(std::move(options)),
      request_(whole_request(environment.target.host, options_)),
      digits_at_(request_.find(kPhone) + kPhone.size()) {}

void Intake::begin() {
  for (std::size_t index = 0; index < options_.connections; ++index) {
    posters_.push_back(std::make_unique<Poster>(
        Poster::Environment{environment_.loop, environment_.target, *this}));
    posters_.back()->connect();
    idle_.push_back(posters_.back().get());
  }
  began_at_ = steady_now();
  posting_ = true;
  feed();
}

// Whether another callback may be posted now. If there is a rate, fewer callbacks must have been
// posted than the rate allows for the time since begin(). This time includes pauses of the server.
// So after a pause, the client makes up for the missing posts.
bool Intake::may_post() const {
  if (!posting_ || idle_.empty()) return false;
  if (options_.outstanding > 0 && unfinished() >= options_.outstanding) return false;
  if (options_.rate <= 0) return true;
  std::chrono::duration<double> const passed = steady_now() - began_at_;
  return static_cast<double>(posted_) < passed.count() * options_.rate;
}

void Intake::feed() {
  while (may_post()) {
    auto& poster = *idle_.back();
    idle_.pop_back();
    ++waiting_;
    auto const request = next_request();
    last_sent_at_ = steady_now();
    poster.post(request);
  }
}

// Writes the next phone number into the text of the request and returns the text. Making a new text
// for each post would be slower.
std::string_view Intake::next_request() {
  auto number = options_.first_number + posted_++;
  for (auto at = digits_at_ + kDigits; at-- > digits_at_; number /= 10)
    request_[at] = static_cast<char>('0' + number % 10);
  return request_;
}

void Intake::answered(Poster& poster, HttpAnswer const& answer) {
  --waiting_;
  if (answer.status != kCreated) {
    environment_.tally.failed("post", std::to_string(answer.status));
    resting_.push_back(&poster);
    return finished();
  }
  environment_.tally.took("post", steady_now() - poster.sent_at());
  ++environment_.tally.accepted_in_all;
  if (environment_.tally.measuring) ++environment_.tally.accepted;
  if (options_.keeps_ids) ids_.append(text_member(answer.body, "id")) += '\n';
  idle_.push_back(&poster);
  feed();
}

void Intake::unanswered(Poster& poster, std::string_view why) {
  --waiting_;
  environment_.tally.failed("post", why);
  resting_.push_back(&poster);
  finished();
}

void Intake::finished() {
  ++finished_;
  feed();
}

void Intake::turn(SteadyTime now) {
  if (now - checked_at_ >= kCheckPostersEvery) {
    checked_at_ = now;
    idle_.insert(idle_.end(), resting_.begin(), resting_.end());
    resting_.clear();
    for (auto const& poster : posters_) {
      if (poster->is_waiting() && now - poster->sent_at() > options_.timeout) poster->give_up();
    }
  }
  feed();
}

}  // namespace callbackd::lab
