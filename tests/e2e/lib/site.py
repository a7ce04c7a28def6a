"""The site definition that most tests share, as the admin API has it: one queue for each kind of behaviour."""
import json
from datetime import datetime, timedelta, timezone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GRACE_SECONDS = 2
AGENTS = ("alice", "bob", "carol", "dave")
ORIGIN = "https://www.example.com"


def toml_value(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    return json.dumps(value)


def to_toml(definition):
    """The same definition as an operator's file, with one line for each table of a list."""
    lines = []
    for name, value in definition.items():
        if isinstance(value, list):
            lines += [f"{name} = [", *(f"  {toml_value(item)}," for item in value), "]"]
        else:
            lines.append(f"{name} = {toml_value(value)}")
    return "\n".join(lines) + "\n"


def closed_today():
    """Office hours that do not open before two days from now, at any time of day and in any zone of the tests."""
    day = DAYS[(datetime.now(timezone.utc) + timedelta(days=2)).weekday()]
    return {"name": "another_day", "time_zone": "UTC", "weekly": {day: ["09:00-17:00"]}}


def opening_of_closed_today():
    day = datetime.now(timezone.utc) + timedelta(days=2)
    return day.strftime("%Y-%m-%dT09:00:00.000Z")


def queue(name, **settings):
    return {"name": name, **settings}


def shared_site():
    return {
        "company": {"name": "Example Ltd", "time_zone": "Europe/London", "default_region": "GB",
                    "grace_seconds": GRACE_SECONDS},
        "dialling": {"dials_per_agent_per_hour": 0},   # no limit, because all tests share the logins of the agents
        "sites": [
            {"name": "www", "origins": [ORIGIN], "max_priority": 10, "requests_per_prefix_per_hour": 0},
            {"name": "other", "origins": ["https://other.example.com"], "requests_per_prefix_per_hour": 0},
            {"name": "narrow", "queues": ["calm"], "countries": ["GB"], "blocked_numbers": ["+442070009999"],
             "requests_per_prefix_per_hour": 0},
            {"name": "limited", "origins": [ORIGIN], "requests_per_minute": 20,
             "requests_per_address_per_minute": 2, "requests_per_number_per_hour": 2,
             "requests_per_prefix_per_hour": 4, "prefix_digits": 6},
        ],
        "not_ready_reasons": [{"code": "break", "label": "Break"}, {"code": "meeting", "label": "Meeting"}],
        "agents": [
            *({"login": login, "name": f"{login.capitalize()} Agent", "phone": str(1001 + index)}
              for index, login in enumerate(AGENTS)),
            {"login": "erin", "name": "Erin Agent", "phone": "2486"},   # her own phone is always busy
            {"login": "sue", "name": "Sue Shepherd", "roles": ["supervisor", "admin"]},
            {"login": "sam", "name": "Sam Supervisor", "roles": ["supervisor"]},
        ],
        "hours": [closed_today(), {"name": "mornings", "time_zone": "UTC",
                                   "weekly": {day: ["09:00-12:00"] for day in DAYS}}],
        "code_lists": [{"name": "sales", "codes": [
            {"code": "sold", "label": "Sold"},
            {"code": "lost", "label": "Lost", "codes": [{"code": "price", "label": "Too expensive"}]}]}],
        "layouts": [{"name": "sales", "notification": [{"label": "Topic", "from": "attributes.topic"}],
                     "case_information": [{"label": "Topic", "from": "attributes.topic"},
                                          {"label": "Page", "from": "attributes.page"}],
                     "callback_information": [{"label": "Name", "from": "contact.name"},
                                              {"label": "Asked for", "from": "when"}]},
                    {"name": "numbers", "notification": [{"label": "numbers", "from": "attributes.numbers"}],
                     "case_information": [{"label": name, "from": f"attributes.{name}"}
                                          for name in ("numbers", "kept")]}],
        "queues": [
            queue("calm", codes="sales", layout="sales"),
            queue("strict", codes="sales", disposition_required=True),
            queue("urgent", title="Urgent matters", priority=10),
            queue("quick", offer_timeout_seconds=1),
            queue("patient", offer_timeout_seconds=1, not_ready_on_timeout=False),
            queue("capped", max_offers=2, on_exhausted={"queue": "overflow"}),
            queue("overflow"),
            queue("counted", max_offers=1),
            queue("to_dave", on_reject={"agent": "dave"}),
            queue("to_overflow", on_reject={"queue": "overflow"}),
            queue("timeout_to_overflow", offer_timeout_seconds=1, on_timeout={"queue": "overflow"}),
            queue("forgiving", exclusion_seconds=1),
            queue("lax", duplicates="allow"),
            queue("numbers", layout="numbers"),
            queue("brief", lifetime_seconds=1),
            queue("shut", hours="another_day"),
            queue("ringing", ring_timeout_seconds=1),
            queue("digits", log_dtmf=True),
            queue("kept", preferred_agent_seconds=60),
            queue("known", preferred_agent_seconds=60, prefer_last_agent=True),
            queue("slotted", hours="mornings", slots={"minutes": 30, "capacity": 5, "days_ahead": 3}),
            queue("stubborn", retry_mode="automatic",
                  retries={outcome: {"attempts": 2, "after_seconds": 1}
                           for outcome in ("busy", "no_answer", "unreachable")}),
            queue("advised", codes="sales", retries={"busy": {"attempts": 2, "after_seconds": 600}}),
        ],
        "routing_points": [{"name": "web", "rules": [
            {"when": {"attribute": "attributes.topic", "equals": "urgent"}, "queue": "urgent"},
            {"queue": "calm"}]}],
    }
