"""Every field of a post is made wrong in every way. The answer must name the field and the rule, and nothing may be
written."""
import copy
import json

import pytest

MISSING = type("Missing", (), {"__repr__": lambda _: "missing"})()
TIME = "2031-02-03T09:00"


def changed(body, path, value):
    body = copy.deepcopy(body)
    *way, last = path.split(".")
    place = body
    for step in way:
        place = place.setdefault(step, {})
    if value is MISSING:
        del place[last]
    else:
        place[last] = value
    return body


# Wrong values. Each row: the place in the body, the value, and the (field, rule) that the answer must have. If the rule
# is None, the answer may have any rule of this field.
WRONG = [
    ("queue", MISSING, ("queue", "required")),
    ("queue", 7, ("queue", "type")),
    ("queue", None, ("queue", "type")),
    ("queue", "", ("queue", "too_short")),
    ("queue", "nowhere", ("queue", "unknown")),
    ("queue", "x" * 201, ("queue", "too_long")),
    ("routing_point", "web", ("routing_point", "exclusive")),
    ("contact", MISSING, ("contact", "required")),
    ("contact", "Ada", ("contact", "type")),
    ("contact", [], ("contact", "type")),
    ("contact.phone", MISSING, ("contact.phone", "required")),
    ("contact.phone", 442079460123, ("contact.phone", "type")),
    ("contact.phone", "", ("contact.phone", "too_short")),
    ("contact.phone", "call me", ("contact.phone", None)),
    ("contact.phone", "+44", ("contact.phone", None)),
    ("contact.phone", "+44 20 7946", ("contact.phone", "impossible")),
    ("contact.phone", "+44 20 7946 0123 4567 8901", ("contact.phone", None)),
    ("contact.phone", "1" * 51, ("contact.phone", "too_long")),
    ("contact.phone", "+44 909 879 0123", ("contact.phone", "premium_rate")),
    ("contact.phone", "+999 20 7946 0123", ("contact.phone", None)),
    ("contact.name", 1, ("contact.name", "type")),
    ("contact.name", "x" * 201, ("contact.name", "too_long")),
    ("contact.name", "a\u0007b", ("contact.name", "format")),
    ("contact.name", "a\u202eb", ("contact.name", "format")),
    ("contact.name", "\u2067Ada\u2069", ("contact.name", "format")),
    ("contact.name", "\u200b \u2060", ("contact.name", "format")),
    ("contact.name", "\u2028Ada", ("contact.name", "format")),
    ("contact.email", True, ("contact.email", "type")),
    ("contact.email", "nobody", ("contact.email", "format")),
    ("contact.email", "a@b@c", ("contact.email", "format")),
    ("contact.email", "x" * 250 + "@example.org", ("contact.email", "too_long")),
    ("contact.locale", 5, ("contact.locale", "type")),
    ("contact.locale", "english please", ("contact.locale", "format")),
    ("contact.locale", "e", ("contact.locale", "format")),
    ("contact.shoe_size", 42, ("contact.shoe_size", "unknown_field")),
    ("when", "tomorrow", ("when", "type")),
    ("when", {}, ("when.not_before", "required")),
    ("when", {"not_before": 5}, ("when.not_before", "type")),
    ("when", {"not_before": "tomorrow"}, ("when.not_before", "format")),
    ("when", {"not_before": "2031-02-30T09:00Z"}, ("when.not_before", "format")),
    ("when", {"not_before": "2031-02-03 09:00Z"}, ("when.not_before", "format")),
    ("when", {"not_before": "2031-02-03T25:00Z"}, ("when.not_before", "format")),
    ("when", {"not_before": "2031-02-03T09:00+25:00"}, ("when.not_before", "format")),
    ("when", {"not_before": TIME}, ("when.time_zone", "required")),
    ("when", {"not_before": TIME, "time_zone": "Mars/Olympus"}, ("when.time_zone", "unknown")),
    ("when", {"not_before": TIME, "time_zone": "../../etc/passwd"}, ("when.time_zone", "unknown")),
    ("when", {"not_before": TIME, "time_zone": 3}, ("when.time_zone", "type")),
    ("when", {"not_before": TIME, "time_zone": ""}, ("when.time_zone", "too_short")),
    ("when", {"not_before": TIME + "Z", "not_after": "then"}, ("when.not_after", "format")),
    ("when", {"not_before": TIME + "Z", "not_after": TIME + "Z"}, ("when.not_after", "range")),
    ("when", {"not_before": TIME + "Z", "not_after": "2031-02-03T08:00Z"}, ("when.not_after", "range")),
    ("when", {"not_before": TIME + "Z", "colour": 1}, ("when.colour", "unknown_field")),
    ("when", {"not_before": "2999-01-01T00:00Z"}, ("when.not_before", "range")),
    ("attributes", [], ("attributes", "type")),
    ("attributes", "x", ("attributes", "type")),
    ("attributes", {"a": "x" * 8192}, ("attributes", "too_large")),
    ("attributes", {"a": "ü" * 4096}, ("attributes", "too_large")),
    ("attributes", {"1": {"2": {"3": {"4": {"5": {"6": {"7": {"8": {}}}}}}}}}, ("attributes", "too_deep")),
    ("attributes", {"1": [[[[[[[[]]]]]]]]}, ("attributes", "too_deep")),
    ("priority", "high", ("priority", "type")),
    ("priority", 1.5, ("priority", "type")),
    ("priority", 101, ("priority", "range")),
    ("priority", -101, ("priority", "range")),
    ("priority", 2 ** 70, ("priority", None)),
    ("priority", 11, ("priority", "range")),   # more than this site's max_priority
    ("colour", "red", ("colour", "unknown_field")),
]


@pytest.mark.parametrize("path, value, expected", WRONG, ids=lambda value: str(value)[:40])
async def test_a_wrong_field_is_named_with_its_rule(desk, path, value, expected):
    before = desk.database.counts()
    answer = await desk.ask("POST", "/v1/callbacks", changed(desk.body(), path, value), bad=True)
    assert answer.status in ((400, 422) if value == 2 ** 70 else (422,)), answer.text
    if answer.status == 422:
        assert answer.code == "invalid_fields"
        field, rule = expected
        found = answer.wrong
        assert (expected in found) if rule else field in {each for each, _ in found}, found
        assert len(found) == 1, found
    assert desk.database.counts() == before


async def test_everything_wrong_is_told_at_once(desk):
    body = {"queue": 7, "contact": {"phone": "12", "name": 1, "x": 2}, "priority": "high", "colour": "red"}
    answer = await desk.ask("POST", "/v1/callbacks", body, bad=True)
    assert {field for field, _ in answer.wrong} == {
        "queue", "contact.phone", "contact.name", "contact.x", "priority", "colour"}


@pytest.mark.parametrize("path, value", [
    ("contact.name", ""), ("contact.name", "x" * 200), ("contact.name", "日本 🦜 Ünï"),
    ("contact.name", "Robert'); DROP TABLE callback;--"), ("contact.name", "$1 %s \\ ${x} {{y}}"),
    ("contact.locale", "zh-Hant-TW"), ("attributes", {}), ("attributes", {"a": None, "b": [1, 2.5, "x", {}]}),
    ("attributes", {"1": {"2": {"3": {"4": {"5": {"6": {"7": {}}}}}}}}),
    ("attributes", {"a" * 100: "x" * 8000}), ("priority", -100), ("priority", 10), ("priority", 0),
    ("attributes", {"": "empty key", "a.b": 1, "日本": "x"}),
], ids=lambda value: str(value)[:40])
async def test_an_allowed_value_is_taken_and_kept(desk, path, value):
    body = changed(desk.body(), path, value)
    answer = await desk.ask("POST", "/v1/callbacks", body)
    assert answer.status == 201, answer.text
    person = desk.database.person(answer.body["id"])
    assert person["attributes"] == body["attributes"]
    assert person["name"] == body["contact"]["name"]


NUMBERS = ["0", "-0", "-9223372036854775809", "18446744073709551616", "123456789012345678901234567890", "2.5e-400",
           "1e308", "-1.7976931348623157E+308", "1.50", "3.0", "1" + "0" * 300, "0.1000000000000000055511151231257827"]


def shown(message, label):
    fields = message["case_information" if "case_information" in message else "fields"]
    return next(field["value"] for field in fields if field["label"] == label)


def with_attributes(desk, attributes):
    """The text of a request with these attributes. They are put in as text, because Python's JSON does not keep how
    numbers are written."""
    body = {**desk.body("numbers"), "attributes": "HERE"}
    return json.dumps(body).replace('"HERE"', attributes)


async def test_numbers_of_attributes_are_kept_and_shown_as_they_were_written(desk):
    alice = await desk.agent("alice")
    posted, patched = "[" + ",".join(NUMBERS) + "]", '{"deep":[' + ",".join(reversed(NUMBERS)) + "]}"
    text = with_attributes(desk, '{"numbers": ' + posted + ', "kept": 1E2}')
    answer = await desk.ask("POST", "/v1/callbacks", text=text)
    assert answer.status == 201, answer.text
    offer = await alice.offered(answer.body["id"])
    assert shown(offer, "numbers") == posted
    change = '{"attributes": {"numbers": ' + patched + ', "\\u0067one": null}}'
    path = f"/v1/callbacks/{answer.body['id']}"
    assert (await desk.ask("PATCH", path, text=change)).status == 200
    interaction = await alice.call("offer.accept", offer_id=offer["offer_id"])
    assert shown(interaction, "numbers") == patched and shown(interaction, "kept") == "1E2"


async def test_many_large_numbers_do_not_grow_when_they_are_shown(desk):
    alice = await desk.agent("alice")
    many = "[" + ",".join(["1e308"] * 1300) + "]"
    text = with_attributes(desk, '{"numbers": ' + many + "}")
    answer = await desk.ask("POST", "/v1/callbacks", text=text)
    assert answer.status == 201, answer.text
    assert shown(await alice.offered(answer.body["id"]), "numbers") == many


@pytest.mark.parametrize("number", ["1e400", "-1e999", "1" + "0" * 400])
async def test_a_number_beyond_every_reader_is_out_of_range(desk, number):
    text = with_attributes(desk, '{"a": [' + number + "]}")
    answer = await desk.ask("POST", "/v1/callbacks", text=text)
    assert (answer.status, answer.wrong) == (422, {("attributes.a", "range")})


MALFORMED = [
    "", " ", "{", "nothing", '{"queue":"calm"', '{"queue":"calm",}', "{'queue':'calm'}", '{"queue":"calm"} x',
    '{"queue":"calm"}{}', '{"queue":"calm","queue":"calm","contact":{"phone":"+442079460123"}}',
    '{"queue":"calm","contact":{"phone":"+442079460123","phone":"+442079460123"}}',
    '{"queue":"calm","contact":{"phone":"+442079460123"},"attributes":{"a":1,"a":2}}',
    '{"queue":"calm","contact":{"phone":"+442079460123"},"attributes":{"a":"\\ud800"}}',
    '{"queue":"calm","contact":{"phone":"+442079460123"},"attributes":{"a":NaN}}',
    '{"queue":"calm","contact":{"phone":"+442079460123"},"attributes":{"a":01}}',
    '{"queue":"calm","contact":{"phone":"+442079460123"} /* c */}',
    '{"a":' * 5000 + "1" + "}" * 5000, "[" * 20000, '{"queue":"tab\there"}',
    b'{"queue":"\xff"}', b'{"queue":"\xc0\x80"}', b"\x00", b'\xef\xbb\xbf{"queue":"calm"}',
]


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: repr(text)[:40])
async def test_malformed_json_is_400_and_changes_nothing(desk, text):
    before = desk.database.counts()
    answer = await desk.ask("POST", "/v1/callbacks", text=text)
    assert (answer.status, answer.code) == (400, "malformed_json"), answer.text
    assert desk.database.counts() == before


@pytest.mark.parametrize("text", ["[]", "7", "null", '"text"', "true"])
async def test_json_that_is_no_object_is_422(desk, text):
    answer = await desk.ask("POST", "/v1/callbacks", text=text)
    assert (answer.status, answer.wrong) == (422, {("", "type")})


@pytest.mark.parametrize("body", [
    {}, {"when": 1}, {"phone": 7}, {"attributes": [1]}, {"priority": "x"}, {"queue": 1}, {"colour": 1},
    {"contact": {"phone": "+442079460123"}},
], ids=str)
async def test_a_wrong_patch_changes_nothing(desk, body):
    callback = await desk.post()
    before = desk.database.counts()
    answer = await desk.ask("PATCH", f"/v1/callbacks/{callback['id']}", body, key=await desk.token("sue"), bad=True)
    assert answer.status == 422, answer.text
    assert set(body or {""}) <= {field for field, _ in answer.wrong} <= {*body, ""}
    assert desk.database.counts() == before


@pytest.mark.parametrize("query, field", [
    ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=x", "limit"), ("after=-1", "after"),
    ("after=1.5", "after"), ("colour=red", "colour"), ("limit=99999999999999999999", "limit"),
])
async def test_a_wrong_query_parameter_is_named(desk, query, field):
    callback = await desk.post()
    answer = await desk.ask("GET", f"/v1/callbacks/{callback['id']}/events?{query}")
    assert (answer.status, {each for each, _ in answer.wrong}) == (422, {field})


@pytest.mark.parametrize("callback_id", [
    "x", "0", "%20", "00000000-0000-0000-0000-000000000000", "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10",
    "01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10-o1", "a" * 300, "%F0%9F%A6%9C", "..%2f..", "'%20OR%201=1",
])
async def test_an_unknown_or_malformed_id_is_404(desk, callback_id):
    bodies = []
    for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"attributes": {}})):
        answer = await desk.http.session.request(
            method, f"{desk.server.url}/v1/callbacks/{callback_id}",
            headers={"Authorization": f"Bearer {desk.key}", "Content-Type": "application/json"},
            data=json.dumps(body) if body else None)
        assert answer.status == 404
        bodies.append(await answer.text())
    assert len(set(bodies)) == 1


@pytest.mark.parametrize("phone", ["+442070009999", "+4930231250123", "0044 20 7000 9999"])
async def test_a_sites_own_rules_for_numbers(desk, phone):
    body = changed(desk.body(), "contact.phone", phone)
    answer = await desk.ask("POST", "/v1/callbacks", body, key=desk.server.keys["narrow"]["secret"])
    assert (answer.status, {field for field, _ in answer.wrong}) == (422, {"contact.phone"})


async def test_a_queue_that_the_site_may_not_use_answers_as_an_unknown_one(desk):
    key = desk.server.keys["narrow"]["secret"]
    forbidden = await desk.ask("POST", "/v1/callbacks", desk.body("urgent"), key=key)
    unknown = await desk.ask("POST", "/v1/callbacks", desk.body("nowhere"), key=key)
    assert (forbidden.status, forbidden.wrong) == (422, {("queue", "unknown")})
    assert unknown.body == forbidden.body
