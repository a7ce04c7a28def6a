#include "simulation/customers.hpp"

#include "simulation/numbers.hpp"

namespace callbackd::simulation {

void Customers::begin() {
  auto const delay = parts_.random.between(5'000, std::int64_t{parts_.pause_ms} * 1'000);
  parts_.timeline.after(Duration{delay}, [this] {
    if (stopped_) return;
    act();
    begin();
  });
}

void Customers::ask(core::CommandBody body) {
  if (auto* const server = parts_.server()) server->submit(std::move(body), [](auto&&) {});
}

void Customers::act() {
  auto& random = parts_.random;
  auto const dice = random.below(100);
  if (dice < 45 || acknowledged_.empty()) return post_new();
  if (dice < 58) return post(static_cast<std::size_t>(random.below(wishes_.size())));
  auto const id = random.pick(acknowledged_);
  if (dice < 70) return look_at(id);
  if (dice < 82) return ask(core::CancelCallback{id, {core::Actor::Kind::kCustomer, ""}});
  if (dice < 93) return change(id);
  if (dice < 97) return ask(core::ExplainCallback{id});
  if (dice < 98 && kinds_.chance(50)) return ask(core::VoidManageToken{id, customer_or_site()});
  if (dice < 98) return ask(core::ListSlots{"sales", {}, {}, "", core::KeyKind::kPublishable});
  ask(core::EstimateQueue{"sales"});
}

core::TimeWindow Customers::some_window(Instant now) {
  core::TimeWindow window;
  auto& random = parts_.random;
  if (random.chance(70)) window.not_before = now + Duration{random.between(0, 60'000'000)};
  // Slots begin at full minutes. So most windows are made to begin at a full minute.
  if (window.not_before && random.chance(70)) {
    window.not_before = std::chrono::ceil<std::chrono::minutes>(*window.not_before);
  }
  if (random.chance(40)) {
    window.not_after = now + Duration{random.between(30'000'000, 120'000'000)};
  }
  return window;
}

base::Source Customers::some_source() {
  return base::Source::of_ipv4(static_cast<std::uint32_t>(kinds_.below(20)));
}

// Chooses the site and the kind of key for a post. Most posts go to one site, so that its queues
// have work.
void Customers::choose_kind(core::PostCallback& body) {
  body.site = kinds_.chance(25) ? "other" : "www";
  if (kinds_.chance(50)) return;
  body.key = core::KeyKind::kPublishable;
  body.source = some_source();
}

core::Actor Customers::customer_or_site() {
  if (kinds_.chance(60)) return {core::Actor::Kind::kCustomer, ""};
  return {core::Actor::Kind::kSite, "www"};
}

void Customers::post_new() {
  auto* const server = parts_.server();
  if (server == nullptr) return;
  auto& random = parts_.random;
  Wish wish;
  auto& body = wish.body;
  choose_kind(body);
  body.phone = base::PhoneNumber{442071830000 + random.below(25)};
  body.number_class = class_of(body.phone);
  body.extension = extension_of(body.phone);
  constexpr char const* kAsked[] = {"sales", "sales", "support", "third", "rest"};
  if (random.chance(25)) {
    body.routing_point = "point";
    if (random.chance(40)) {
      body.routing_values.emplace_back("attributes.topic", random.chance(50) ? "billing" : "else");
    }
    if (random.chance(30)) body.routing_values.emplace_back("contact.locale", "de-AT");
  } else {
    body.queue = random.pick(kAsked);
  }
  body.priority = random.chance(25) ? static_cast<int>(random.between(0, 4)) : 0;
  if (random.chance(20)) body.window = some_window(server->clock_now());
  auto details = std::make_shared<core::CallbackDetails>();
  details->name = "Ada";
  details->phone = body.phone;
  details->extension = body.extension;
  body.details = details;
  if (random.chance(60)) {
    auto const number = wishes_.size() + 1;
    wish.key = engine::IdempotencyKey{body.site, base::Uuid{7, number}, base::Uuid{8, number}};
  }
  wishes_.push_back(std::move(wish));
  auto const at = wishes_.size() - 1;
  post(at);
  if (!random.chance(25)) return;
  Duration const soon{random.between(10, 300'000)};  // for a double click
  parts_.timeline.after(soon, [this, at] { post(at); });
}

// Posts a wish (a callback that a customer wants) as the edge does it. The edge first looks up the
// idempotency key in the database. If the key is known with the same body, the answer is the known
// callback. If the key is known with another body, nothing is posted, because the edge would refuse
// it. In all other cases the callback is posted.
void Customers::post(std::size_t at) {
  auto* const server = parts_.server();
  if (server == nullptr) return;
  auto const& wish = wishes_[at];
  auto key = wish.key;
  bool const other_body = key && wish.answered && parts_.random.chance(15);
  if (other_body) key->body_hash = base::Uuid{9, 9};
  if (key) {
    auto const& known = parts_.database.cell.idempotency;
    auto const found = known.find({key->site, key->key_hash});
    if (found != known.end()) {
      if (found->second.body_hash != key->body_hash) return;  // the edge would refuse this
      return ask(core::GetCallback{found->second.callback});
    }
  }
  auto body = wish.body;
  body.id = base::CallbackId{base::Uuid{0, ++numbers_}};
  Duration const way{parts_.random.chance(80) ? 100 : parts_.random.between(1'000, 400'000)};
  parts_.timeline.after(way, [this, at, key, body, number = server->number()]() mutable {
    auto* const still = parts_.server();
    if (still == nullptr || still->number() != number) return;
    still->post(body, key, [this, at](engine::Reply const& reply) { posted(at, reply); });
  });
}

void Customers::posted(std::size_t at, engine::Reply const& reply) {
  auto const* view = std::get_if<core::CallbackView>(&reply.body);
  auto const id = reply.first_callback ? reply.first_callback
                  : view               ? std::optional{view->id}
                                       : std::nullopt;
  if (!id) return;
  auto& wish = wishes_[at];
  if (wish.key) {
    auto const first = by_key_.emplace(wish.key->key_hash.low, *id);
    if (first.first->second != *id) {
      parts_.report.violated("one Idempotency-Key made {} and {}", name(first.first->second),
                             name(*id));
    }
    wish.answered = true;
    if (!parts_.database.cell.idempotency.contains({wish.key->site, wish.key->key_hash})) {
      parts_.report.violated("{} is acknowledged without its Idempotency-Key", name(*id));
    }
  }
  acknowledged_.push_back(*id);
}

void Customers::look_at(base::CallbackId id) {
  ask(core::GetCallback{id});
}

void Customers::change(base::CallbackId id) {
  auto* const server = parts_.server();
  if (server == nullptr) return;
  auto& random = parts_.random;
  core::ChangeCallback command;
  command.id = id;
  command.by = customer_or_site();
  if (command.by.kind == core::Actor::Kind::kCustomer) command.source = some_source();
  if (random.chance(50)) command.window = some_window(server->clock_now());
  if (random.chance(20)) command.phone = base::PhoneNumber{442071830000 + random.below(25)};
  if (command.phone) command.number_class = class_of(*command.phone);
  if (command.phone) command.extension = extension_of(*command.phone);
  if (random.chance(20)) command.priority = static_cast<int>(random.between(0, 4));
  if (random.chance(20)) command.queue = "support";
  if (random.chance(20)) command.attributes_patch_json = "{}";
  ask(std::move(command));
  if (!kinds_.chance(15)) return;
  for (int again = 0; again < 12; ++again) {  // changed several times in a row
    core::ChangeCallback more;
    more.id = id;
    more.by = {core::Actor::Kind::kCustomer, ""};
    more.source = some_source();
    more.attributes_patch_json = "{}";
    parts_.timeline.after(Duration{kinds_.between(1'000, 3'000'000)}, [this, more] { ask(more); });
  }
}

}  // namespace callbackd::simulation
