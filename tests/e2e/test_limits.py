"""Tests of the limits for a site's requests. Each limit must let through exactly its number of requests, and last as
long as it says. Some requests must not count."""
import asyncio

from lib.desk import Desk, phone_ending
from lib.server import Server
from lib.site import ORIGIN, shared_site

BROWSER = {"Origin": ORIGIN}


def limited_site(**limits):
    definition = shared_site()
    off = {"requests_per_minute": 0, "requests_per_address_per_minute": 0, "requests_per_number_per_hour": 0,
           "requests_per_number_per_day": 0, "requests_per_prefix_per_hour": 0}
    definition["sites"].append({"name": "tight", "origins": [ORIGIN], **off, **limits})
    return definition


class TightDesk(Desk):
    """A desk with a server of its own, which has a site with the given limits. try_post() posts to a queue that accepts
    the same number twice."""

    def __init__(self, postgres, **limits):
        super().__init__(Server(postgres, limited_site(**limits)).start())
        self.tight = self.server.keys["tight"]

    async def __aexit__(self, *raised):
        try:
            await super().__aexit__(*raised)
        finally:
            self.server.end()

    async def try_post(self, phone=None, kind="secret", headers=None):
        browser = BROWSER if kind == "publishable" else {}
        return await self.ask("POST", "/v1/callbacks", self.body("lax", phone), key=self.tight[kind],
                              headers={**browser, **(headers or {})})


def hold_limit(answer, code, most_seconds):
    assert (answer.status, answer.code) == (429, code), answer.text
    assert 1 <= int(answer.headers["Retry-After"]) <= most_seconds


async def test_a_site_limits_how_often_a_number_may_be_asked_for(desk):
    key = desk.server.keys["limited"]["secret"]
    first = await desk.post(key=key)
    await desk.post("urgent", phone=first["phone"], key=key)
    third = await desk.ask("POST", "/v1/callbacks", desk.body("lax", first["phone"]), key=key)
    hold_limit(third, "number_limit_reached", 3600)
    assert int(third.headers["Retry-After"]) > 3500


async def test_a_site_limits_an_address_only_behind_a_publishable_key(desk):
    key = desk.server.keys["limited"]["publishable"]
    posted = [await desk.ask("POST", "/v1/callbacks", desk.body("lax", f"+4930231251{number:02}"), key=key,
                             headers=BROWSER) for number in range(4)]
    assert [answer.status for answer in posted] == [201, 201, 429, 429]
    hold_limit(posted[3], "address_limit_reached", 60)
    assert posted[3].headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Retry-After" in posted[3].headers["Access-Control-Expose-Headers"]
    behind_secret = await desk.ask("POST", "/v1/callbacks", desk.body("lax", "+4930231251999"),
                                   key=desk.server.keys["limited"]["secret"])
    assert behind_secret.status == 201


async def test_an_address_that_a_client_gives_for_itself_is_not_believed(postgres):
    async with TightDesk(postgres, requests_per_address_per_minute=2) as desk:
        answers = [await desk.try_post(kind="publishable", headers={
            "X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}) for number in range(3)]
        assert [answer.status for answer in answers] == [201, 201, 429]


async def test_posts_at_the_same_time_never_pass_a_limit_by_one(postgres):
    async with TightDesk(postgres, requests_per_minute=37, requests_per_prefix_per_hour=50) as desk:
        answers = await asyncio.gather(*(desk.try_post() for _ in range(200)))
        assert [answer.status for answer in answers].count(201) == 37
        for answer in answers:
            if answer.status != 201:
                hold_limit(answer, "site_limit_reached", 60)


async def test_numbers_that_begin_alike_share_a_limit(postgres):
    async with TightDesk(postgres, requests_per_prefix_per_hour=3, prefix_digits=5) as desk:
        phones = [f"+4930 2312 55{number:02}" for number in range(4)]
        answers = [await desk.try_post(phone) for phone in phones]
        assert [answer.status for answer in answers] == [201, 201, 201, 429]
        hold_limit(answers[3], "prefix_limit_reached", 3600)
        assert (await desk.try_post("+49 89 2312 5501")).status == 201


async def test_repeats_and_refused_requests_are_not_counted(postgres):
    async with TightDesk(postgres, requests_per_number_per_hour=2) as desk:
        phone = phone_ending()
        body = desk.body("lax", phone)
        for _ in range(5):
            again = await desk.ask("POST", "/v1/callbacks", body, key=desk.tight["secret"],
                                   headers={"Idempotency-Key": "the-same"})
            assert again.status == 201
        for _ in range(5):
            refused = await desk.ask("POST", "/v1/callbacks", {**body, "queue": "nowhere"}, key=desk.tight["secret"])
            assert refused.status == 422
        assert (await desk.try_post(phone)).status == 201
        hold_limit(await desk.try_post(phone), "number_limit_reached", 3600)
        repeated = await desk.ask("POST", "/v1/callbacks", body, key=desk.tight["secret"],
                                  headers={"Idempotency-Key": "the-same"})
        assert repeated.status == 201


async def test_a_number_is_counted_over_a_restart_and_whatever_became_of_its_callbacks(postgres):
    async with TightDesk(postgres, requests_per_number_per_day=2) as desk:
        phone = phone_ending()
        callbacks = [await desk.try_post(phone) for _ in range(2)]
        await desk.cancel(callbacks[0].body["id"], key=desk.tight["secret"])
        await desk.http.__aexit__()
        desk.server.kill()
        desk.server.start()
        await desk.http.__aenter__()
        answer = await desk.try_post(phone)
        hold_limit(answer, "number_limit_reached", 86400)
        assert int(answer.headers["Retry-After"]) > 86000
        assert (await desk.try_post()).status == 201


async def test_a_customers_other_number_counts_as_a_request_for_it(postgres):
    async with TightDesk(postgres, requests_per_number_per_hour=1) as desk:
        phone, other = phone_ending(), phone_ending()
        await desk.try_post(phone, "publishable")
        second = (await desk.try_post(other)).body
        changed = await desk.ask("PATCH", f"/v1/callbacks/{second['id']}", {"phone": phone}, key=second["manage_token"])
        hold_limit(changed, "number_limit_reached", 3600)
