// Test support: makes a site definition in which every key has a value that is not its default. The
// keys are in the order of site_keys.hpp. Pure; any thread.
#pragma once
#include <cstdlib>
#include <initializer_list>
#include <string_view>

#include "core/definition/site_decoder.hpp"
#include "core/definition/site_keys.hpp"
#include "core/node_from_text.hpp"
#include "support/site_encoder.hpp"

namespace callbackd::core {

// The site definition in which every_key() then changes values. Only texts, lists and tables are
// written here. AnotherValue sets the numbers, flags and choices (OneOf) of the company, of
// dialling, and of the first site, agent and queue.
inline constexpr char const* kTextsAndTables = R"({
  company = { name = "Example Ltd", time_zone = "Europe/London", default_region = "GB" },
  dialling = { countries = [ "GB", "US" ], denied_types = [ "premium_rate", "unknown" ], denied_prefixes = [ "+4470" ] },
  sites = [ { name = "www", origins = [ "https://www.example.com" ], queues = [ "sales", "web" ],
    countries = [ "GB", "US" ], blocked_numbers = [ "+442071838750" ] } ],
  not_ready_reasons = [ { code = "break", label = "Break" }, { code = "lunch" } ],
  skills = [ { name = "billing" }, { name = "english" } ],
  agents = [ { login = "alice", name = "Alice Archer", roles = [ "agent", "supervisor" ], phone = "1001",
    email = "alice@example.com", skills = { billing = 5, english = 9 }, queues = [ "sales" ] }, { login = "bob" } ],
  hours = [ { name = "office", time_zone = "Europe/Paris", weekly = { mon = [ "09:00-12:00", "13:00-17:30" ],
    tue = [ "09:00-12:00" ], wed = [ "09:00-12:00" ], thu = [ "09:00-12:00" ], fri = [ "09:00-12:00" ],
    sat = [ "10:00-12:00" ], sun = [ "00:00-24:00" ] }, closed = [ "2026-12-25" ],
    special = { "2026-12-24" = [ "09:00-12:00" ] } } ],
  code_lists = [ { name = "sales", codes = [ { code = "sold", label = "Sold" },
    { code = "lost", codes = [ { code = "price", label = "Too expensive" } ] } ] } ],
  layouts = [ { name = "sales", notification = [ { from = "attributes.topic", label = "Topic" } ],
    case_information = [ { from = "when", label = "When" } ], callback_information = [ { from = "contact.name", label = "Name" } ] } ],
  queues = [ { name = "sales", title = "Sales", hours = "office", layout = "sales", codes = "sales",
    default_code = "price", on_reject = { queue = "rest" }, on_timeout = { agent = "alice" },
    on_agent_lost = { routing_point = "web" }, on_exhausted = { queue = "rest" },
    targets = [ { skills = { english = 8 } }, { after_seconds = 60 } ],
    retries = { busy = { attempts = 3, after_seconds = 300 }, no_answer = { attempts = 1, after_seconds = 60 },
      machine = { attempts = 2, after_seconds = 60 }, unreachable = { attempts = 2, after_seconds = 60 } },
    caller_id = "+442071838750" }, { name = "rest" } ],
  routing_points = [ { name = "web", rules = [
    { when = { attribute = "attributes.topic", equals = "billing" }, queue = "rest", skills = { billing = 3 } },
    { when = { attribute = "contact.locale", prefix = "de" }, queue = "sales", priority = 5, preferred_agent = "alice" },
    { when = { all = [ { language = "fr" }, { not = { any = [ { open = "rest" }, { hours = "office" } ] } } ] }, queue = "rest" },
    { when = { queue = "sales", waiting_at_least = 3 }, queue = "rest" },
    { when = { queue = "sales", wait_at_least_seconds = 60 }, queue = "rest" },
    { when = { closed = "sales" }, queue = "rest" }, { queue = "sales" } ] } ],
  responses = [ { name = "greeting", category = [ "Opening" ], language = "en", text = "Hello" } ]
})";

// Changes each number, time, flag and choice (OneOf) of a table to another value. It is a visitor:
// the functions of site_keys.hpp call it once for each key.
struct AnotherValue {
  void require(std::initializer_list<std::string_view>) {}
  template <typename Keys>
  void table(std::string_view, Keys const& keys_of) {
    keys_of(*this);
  }
  template <typename T, typename Rule>
  void operator()(std::string_view, T&, Rule const&) {}
  void operator()(std::string_view, int& number, Range range) {
    number = static_cast<int>(number == range.most ? range.least : range.most);
  }
  void operator()(std::string_view, seconds& time, Range range) {
    time = seconds{time.count() == range.most ? range.least : range.most};
  }
  void operator()(std::string_view, bool& flag, Flag) { flag = !flag; }
  template <base::HasWords E>
  void operator()(std::string_view, E& value, OneOf) {
    value = kWords<E>[value == kWords<E>[0].second ? 1 : 0].second;
  }
};

inline Node every_key() {
  auto const decoded = decode_site(node_from_text(kTextsAndTables));
  if (!decoded.site) std::abort();
  auto site = *decoded.site;
  AnotherValue another;
  visit_keys(another, site.company);
  visit_keys(another, site.dialling);
  visit_keys(another, site.sites.at(0));
  visit_keys(another, site.agents.at(0));
  visit_keys(another, site.queues.at(0));
  return test::encode_site(site);
}

}  // namespace callbackd::core
