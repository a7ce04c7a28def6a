// A site definition with every key away from its default, in canonical order. A constant of the
// tests.
#pragma once

namespace callbackd::core {

inline constexpr char const* kEverything = R"({
  company = { name = "Example Ltd", time_zone = "Europe/London", default_region = "GB", grace_seconds = 45,
    calls_per_number_per_day = 5 },
  dialling = { countries = [ "GB", "US" ], denied_types = [ "premium_rate", "unknown" ], denied_prefixes = [ "+4470" ],
    max_call_minutes = 60, dials_per_agent_per_hour = 10, dials_per_hour = 1000 },
  sites = [ { name = "www", origins = [ "https://www.example.com" ], queues = [ "sales", "web" ],
    requests_per_minute = 600, requests_per_address_per_minute = 10, requests_per_number_per_hour = 3,
    requests_per_number_per_day = 6, requests_per_prefix_per_hour = 200, prefix_digits = 6, publishable_waiting = 500,
    max_priority = 10,
    countries = [ "GB", "US" ], blocked_numbers = [ "+442071838750" ] } ],
  not_ready_reasons = [ { code = "break", label = "Break" }, { code = "lunch" } ],
  skills = [ { name = "billing" }, { name = "english" } ],
  agents = [ { login = "alice", name = "Alice Archer", roles = [ "agent", "supervisor" ], phone = "1001",
    email = "alice@example.com", skills = { billing = 5, english = 9 }, capacity = { web_callback = 2 },
    queues = [ "sales" ] }, { login = "bob" } ],
  hours = [ { name = "office", time_zone = "Europe/Paris", weekly = { mon = [ "09:00-12:00", "13:00-17:30" ],
    sun = [ "00:00-24:00" ] }, closed = [ "2026-12-25" ], special = { "2026-12-24" = [ "09:00-12:00" ] } } ],
  code_lists = [ { name = "sales", codes = [ { code = "sold", label = "Sold" },
    { code = "lost", codes = [ { code = "price", label = "Too expensive" } ] } ] } ],
  layouts = [ { name = "sales", notification = [ { label = "Topic", from = "attributes.topic" } ],
    case_information = [ { from = "when" } ], callback_information = [ { label = "Name", from = "contact.name" } ] } ],
  queues = [ { name = "sales", title = "Sales", priority = 10, hours = "office", layout = "sales", codes = "sales",
    disposition_required = true, after_call_work_limit_seconds = 60, default_code = "price",
    offer_timeout_seconds = 15, on_reject = { queue = "rest" }, on_timeout = { agent = "alice" },
    on_agent_lost = { routing_point = "web" }, on_exhausted = { queue = "rest" }, max_offers = 5,
    exclusion_seconds = 60, not_ready_on_timeout = false, agent_choice = "round_robin", duplicates = "allow",
    lifetime_seconds = 3600, service_level = { seconds = 60, percent = 80 }, ageing = { points = 1, every_seconds = 60 },
    slots = { minutes = 15, capacity = 20, days_ahead = 30, publishable_percent = 50 },
    targets = [ { after_seconds = 0, skills = { english = 8 } }, { after_seconds = 60 } ],
    preferred_agent_seconds = 120, prefer_last_agent = true, retries = { busy = { attempts = 3, after_seconds = 300 }, machine = { attempts = 2 } },
    caller_id = "+442071838750", ring_timeout_seconds = 25, detect_machine = true, abandoned = "retry",
    log_dtmf = true, closing_margin_seconds = 30 }, { name = "rest" } ],
  routing_points = [ { name = "web", rules = [
    { when = { attribute = "attributes.topic", equals = "billing" }, queue = "rest", skills = { billing = 3 } },
    { when = { attribute = "contact.locale", prefix = "de" }, queue = "sales", priority = 5, preferred_agent = "alice" },
    { when = { closed = "sales" }, queue = "rest" }, { queue = "sales" } ] } ],
  responses = [ { name = "greeting", category = [ "Opening" ], language = "en", text = "Hello" } ]
})";

}  // namespace callbackd::core
