#include "core/definition/site_decoder.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "core/node_from_text.hpp"

using namespace callbackd::core;

namespace {

DecodedSite decode(std::string const& text) {
  return decode_site(node_from_text(text));
}

// Returns the errors of a definition as one text: `field: rule` for each error, in the order in
// which they are reported.
std::string errors_of(std::string const& text) {
  std::string out;
  for (auto const& error : decode(text).errors) {
    out += (out.empty() ? "" : "; ") + error.field + ": " + error.rule;
  }
  return out;
}

std::string in_queue(std::string const& keys) {
  return errors_of(R"({ queues = [ { name = "sales", )" + keys + " } ] }");
}

}  // namespace

TEST_CASE("an empty definition is a definition") {
  auto const decoded = decode("{}");
  REQUIRE(decoded.site);
  CHECK(decoded.site->queues.empty());
  CHECK(decoded.site->company.time_zone == "UTC");
}

TEST_CASE("a queue needs only a name: a target that is left out is none, or the same queue") {
  auto const decoded = decode(R"({ queues = [ { name = "sales" } ] })");
  REQUIRE(decoded.site);
  auto const* queue = decoded.site->find_queue("sales");
  REQUIRE(queue != nullptr);
  CHECK(queue->title == "sales");
  CHECK(queue->on_reject.kind == ReturnTarget::Kind::kSame);
  CHECK_FALSE(queue->on_exhausted);
  CHECK(queue->ageing.points == 0);
  CHECK(queue->slots.minutes == 0);
  CHECK(queue->retries.empty());
}

TEST_CASE("an agent needs only a login and a site only a name") {
  auto const decoded =
      decode(R"({ sites = [ { name = "www" } ], agents = [ { login = "alice" } ] })");
  REQUIRE(decoded.site);
  auto const* agent = decoded.site->find_agent("alice");
  REQUIRE(agent != nullptr);
  CHECK(agent->name == "alice");
  CHECK(agent->roles == std::vector{Role::kAgent});
  CHECK(agent->capacity == 1);
  auto const* site = decoded.site->find_site("www");
  REQUIRE(site != nullptr);
  CHECK(site->requests_per_minute == 6000);
  CHECK(site->max_priority == 0);
}

TEST_CASE("unknown keys are refused at every depth, with what was probably meant") {
  CHECK(errors_of(R"({ colour = 1 })") == "colour: unknown_field");
  CHECK(errors_of(R"({ company = { name = "X", colour = 1 } })") ==
        "company.colour: unknown_field");
  CHECK(in_queue("retries = { engaged = {} }") == "queues[0].retries.engaged: unknown_field");
  auto const errors = decode(R"({ queues = [ { name = "a", max_offer = 3 } ] })").errors;
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].message == "There is no such key: did you mean max_offers?");
  CHECK(errors[0].position.line == 1);
  CHECK(errors[0].position.column == 40);
}

TEST_CASE("wrong types are named with what stands there") {
  auto const errors =
      decode(R"({ queues = [ { name = 5, priority = "high" } ], agents = {} })").errors;
  REQUIRE(errors.size() == 3);
  CHECK(errors[0].field == "queues[0].name");
  CHECK(errors[0].rule == "type");
  CHECK(errors[0].message == "Must be a text, not a whole number.");
  CHECK(errors[1].field == "queues[0].priority");
  CHECK(errors[2].field == "agents");
  CHECK(errors_of("5") == ": type");
}

TEST_CASE("names and logins are required, and distinct within their list") {
  CHECK(errors_of("{ queues = [ {} ] }") == "queues[0].name: required");
  CHECK(errors_of(R"({ queues = [ { name = "" } ] })") == "queues[0].name: too_short");
  CHECK(errors_of("{ agents = [ {} ] }") == "agents[0].login: required");
  CHECK(errors_of(R"({ queues = [ { name = "a" }, { name = "a" } ] })") ==
        "queues[1].name: duplicate");
  CHECK(errors_of(R"({ agents = [ { login = "a" }, { login = "a" } ] })") ==
        "agents[1].login: duplicate");
  CHECK(errors_of(R"({ code_lists = [ { name = "l", codes = [ { code = "a",
          codes = [ { code = "a" } ] } ] } ] })") ==
        "code_lists[0].codes[0].codes[0].code: duplicate");
}

TEST_CASE("names that are mentioned must exist") {
  CHECK(in_queue(R"(hours = "office")") == "queues[0].hours: unknown");
  CHECK(in_queue(R"(layout = "l")") == "queues[0].layout: unknown");
  CHECK(in_queue(R"(codes = "c")") == "queues[0].codes: unknown");
  CHECK(in_queue(R"(on_exhausted = { queue = "x" })") == "queues[0].on_exhausted.queue: unknown");
  CHECK(in_queue(R"(on_reject = { agent = "x" })") == "queues[0].on_reject.agent: unknown");
  CHECK(in_queue(R"(on_timeout = { routing_point = "x" })") ==
        "queues[0].on_timeout.routing_point: unknown");
  CHECK(in_queue(R"(targets = [ { skills = { english = 8 } } ])") ==
        "queues[0].targets[0].skills.english: unknown");
  CHECK(errors_of(R"({ sites = [ { name = "www", queues = [ "x" ] } ] })") ==
        "sites[0].queues[0]: unknown");
  CHECK(errors_of(R"({ agents = [ { login = "a", queues = [ "x" ] } ] })") ==
        "agents[0].queues[0]: unknown");
  CHECK(errors_of(R"({ company = { name = "X", time_zone = "Mars/Base" } })") ==
        "company.time_zone: unknown");
}

TEST_CASE("numbers have ranges") {
  CHECK(in_queue("priority = 101") == "queues[0].priority: range");
  CHECK(in_queue("priority = -100").empty());
  CHECK(in_queue("offer_timeout_seconds = 0") == "queues[0].offer_timeout_seconds: range");
  CHECK(in_queue("offer_timeout_seconds = 601") == "queues[0].offer_timeout_seconds: range");
  CHECK(in_queue("exclusion_seconds = -1") == "queues[0].exclusion_seconds: range");
  CHECK(in_queue("max_offers = 0") == "queues[0].max_offers: range");
  CHECK(in_queue("lifetime_seconds = 9223372036854775807") == "queues[0].lifetime_seconds: range");
  CHECK(in_queue("priority = 1.5") == "queues[0].priority: type");
  CHECK(errors_of(R"({ skills = [ { name = "e" } ], agents = [ { login = "a",
          skills = { e = 11 }, capacity = { web_callback = 101, chat = 1 } } ] })") ==
        "agents[0].skills.e: range; agents[0].capacity.web_callback: range; "
        "agents[0].capacity.chat: unknown_field");
}

TEST_CASE("a return target names exactly one place, and its own queue means the same queue") {
  CHECK(in_queue("on_reject = {}") == "queues[0].on_reject: exactly_one");
  CHECK(in_queue(R"(on_reject = { queue = "sales", agent = "a" })") ==
        "queues[0].on_reject: exactly_one; queues[0].on_reject.agent: unknown");
  auto const decoded = decode(R"({ queues = [ { name = "a", on_reject = { queue = "a" },
                                                on_timeout = { queue = "b" } }, { name = "b" } ] })");
  REQUIRE(decoded.site);
  CHECK(decoded.site->queues[0].on_reject.kind == ReturnTarget::Kind::kSame);
  CHECK(decoded.site->queues[0].on_timeout.kind == ReturnTarget::Kind::kQueue);
  CHECK(decoded.site->queues[0].on_timeout.name == "b");
}

TEST_CASE("queues that hand exhausted callbacks around in a circle are told as a notice") {
  auto const decoded = decode(
      R"({ agents = [ { login = "al" } ], queues = [ { name = "a", on_exhausted = { queue = "b" } },
      { name = "b", on_exhausted = { queue = "c" } }, { name = "c", on_exhausted = { queue = "b" } } ] })");
  REQUIRE(decoded.site);
  REQUIRE(decoded.notices.size() == 2);
  CHECK(decoded.notices[0].field == "queues[1].on_exhausted");
  CHECK(decoded.notices[0].rule == "cycle");
  CHECK(decoded.notices[0].message.find("b -> c -> b") != std::string::npos);
}

// When nobody takes a callback, each of 300 queues sends it to one routing point. This routing
// point has 300 rules, so there are 90,000 ways through it. The search for circles is fast only if
// it follows each name once.
TEST_CASE("a long circle is told by its first names, and many ways are looked at fast") {
  std::string queues;
  std::string rules;
  std::string circle;
  for (int i = 0; i < 300; ++i) {
    auto const name = std::to_string(i);
    queues += R"({ name = "q)" + name + R"(", on_exhausted = { routing_point = "w" } },)";
    rules += R"({ queue = "e)" + name + R"(" },)";
    circle += R"({ name = "e)" + name + R"(", on_exhausted = { queue = "e)" +
              std::to_string((i + 1) % 300) + R"(" } },)";
  }
  auto const decoded =
      decode(R"({ agents = [ { login = "al" } ], queues = [ )" + queues + circle +
             R"( ], routing_points = [ { name = "w", rules = [ )" + rules + " ] } ] })");
  REQUIRE(decoded.site);
  auto const is_circle = [](SiteProblem const& notice) { return notice.rule == "cycle"; };
  CHECK(std::count_if(decoded.notices.begin(), decoded.notices.end(), is_circle) == 300);
  auto const first = std::find_if(decoded.notices.begin(), decoded.notices.end(), is_circle);
  CHECK(first->message ==
        "Callbacks that nobody takes go round in a circle: e0 -> e1 -> e2 -> e3 -> e4 -> e5 -> e6 "
        "-> e7 "
        "-> (293 more).");
}

TEST_CASE("required dispositions need codes, and the default code must be one of them") {
  CHECK(in_queue("disposition_required = true") == "queues[0].codes: required");
  CHECK(in_queue("after_call_work_limit_seconds = 30") == "queues[0].default_code: required");
  CHECK(in_queue(R"(default_code = "x")") == "queues[0].codes: required");
  std::string const lists =
      R"({ code_lists = [ { name = "l", codes = [ { code = "lost", codes = [ { code = "price" } ] } ] } ],
           queues = [ { name = "q", codes = "l", after_call_work_limit_seconds = 30, default_code = )";
  CHECK(errors_of(lists + R"("x" } ] })") == "queues[0].default_code: unknown");
  CHECK(errors_of(lists + R"("price" } ] })").empty());
  CHECK(errors_of(lists + R"("lost" } ] })") == "queues[0].default_code: has_children");
}

TEST_CASE("reasons that the server gives by itself are reserved") {
  CHECK(errors_of(R"({ not_ready_reasons = [ { code = "no_answer" } ] })") ==
        "not_ready_reasons[0].code: reserved");
}

TEST_CASE("phone numbers, countries, origins and addresses are checked") {
  CHECK(in_queue(R"(caller_id = "0207 183")") == "queues[0].caller_id: format");
  CHECK(in_queue(R"(caller_id = "+442071838750")").empty());
  CHECK(errors_of(R"({ sites = [ { name = "w", origins = [ "www.example.com", "https://a.b/",
          "https://a.b:8443" ], countries = [ "gb", "GB" ], blocked_numbers = [ "123", "+123" ] } ] })") ==
        "sites[0].origins[0]: format; sites[0].origins[1]: format; "
        "sites[0].countries[0]: format; sites[0].blocked_numbers[0]: format");
  CHECK(errors_of(R"({ agents = [ { login = "a", email = "a at b", roles = [ "boss" ] } ] })") ==
        "agents[0].email: format; agents[0].roles[0]: enum");
}

TEST_CASE("values that this version cannot act upon are noticed") {
  auto const decoded = decode(
      R"({ sites = [ { name = "w", requests_per_minute = 5 } ], agents = [ { login = "al" } ],
      queues = [ { name = "q", slots = { minutes = 15, capacity = 2, days_ahead = 3 },
                   retries = { busy = { attempts = 1 } }, detect_machine = true,
                   abandoned = "retry", retry_mode = "agent" } ],
      responses = [ { name = "r", text = "Hello" } ] })");
  REQUIRE(decoded.site);
  std::string fields;
  for (auto const& notice : decoded.notices) fields += notice.field + ' ';
  CHECK(fields == "dialling.countries responses ");
}

TEST_CASE("one look finds all mistakes, in the order of the text") {
  CHECK(errors_of(R"({ queues = [ { name = "q", priority = 1000 } ],
                       company = { time_zone = "Mars/Base" },
                       agents = [ { login = "" } ] })") ==
        "queues[0].priority: range; company.name: required; company.time_zone: unknown; "
        "agents[0].login: too_short");
}

TEST_CASE("a site that can call nobody and a slot that cannot be shared are told as notices") {
  auto const told = [](std::string const& text) {
    auto const decoded = decode(text);
    REQUIRE(decoded.site);
    std::string all;
    for (auto const& notice : decoded.notices) all += notice.field + ": " + notice.rule + "; ";
    return all;
  };
  std::string const agent = R"(agents = [ { login = "al" } ], )";
  auto const countries = [&](std::string const& all, std::string const& own) {
    return told("{ " + agent + "dialling = { countries = [ " + all +
                R"( ] }, sites = [ { name = "w", countries = [ )" + own + " ] } ] }");
  };
  CHECK(countries(R"("GB", "US")", R"("DE", "FR")") == "sites[0]: no_country; ");
  CHECK(countries(R"("GB", "US")", R"("DE", "US")").empty());
  CHECK(countries(R"("GB")", "").empty());
  auto const slots = [&](std::string const& more) {
    return told("{ " + agent +
                R"(queues = [ { name = "a", slots = { minutes = 15, days_ahead = 3, )" + more +
                " } } ] }");
  };
  CHECK(slots("capacity = 1") == "queues[0].slots: whole_slot; ");
  CHECK(slots("capacity = 1, publishable_percent = 100").empty());
  CHECK(slots("capacity = 2").empty());
}

TEST_CASE("queues that no agent serves and hours that never open are told as notices") {
  auto const decoded = decode(R"({ agents = [ { login = "al", queues = [ "a" ] },
      { login = "sue", roles = [ "supervisor" ] } ], queues = [ { name = "a" }, { name = "b" } ],
      hours = [ { name = "never", special = { "2027-01-01" = [] } },
                { name = "once", special = { "2027-01-01" = [ "09:00-10:00" ] } } ] })");
  REQUIRE(decoded.site);
  REQUIRE(decoded.notices.size() == 2);
  std::string told;
  for (auto const& notice : decoded.notices) told += notice.field + ": " + notice.rule + "; ";
  CHECK(told.find("queues[1]: no_agents") != std::string::npos);
  CHECK(told.find("hours[0]: never_opens") != std::string::npos);
}
