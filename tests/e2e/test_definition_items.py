"""One item of the definition (a queue, an agent, a site and so on) is read, made, replaced and removed over the admin
API. Of several changes at the same time, none is lost."""
import asyncio
import copy

import pytest

TEAM = 12


@pytest.fixture(name="admin")
def _admin(own_desk):
    own_desk.definition = copy.deepcopy(own_desk.server.definition)
    return own_desk


async def ask(desk, method, path, body=None, headers=None, **more):
    return await desk.ask(method, f"/v1/admin/{path}", body, key=await desk.token("sue"), headers=headers, **more)


async def whole(desk):
    return (await ask(desk, "GET", "definition")).body


@pytest.mark.parametrize("kind, member, name", [
    ("queues", "queues", "name"), ("routing_points", "routing_points", "name"), ("agents", "agents", "login"),
    ("skills", "skills", "name"), ("codes", "code_lists", "name"), ("layouts", "layouts", "name"),
    ("hours", "hours", "name"), ("responses", "responses", "name"), ("sites", "sites", "name")])
async def test_each_kind_is_listed_and_read_as_it_stands_in_the_definition(admin, kind, member, name):
    expected = (await whole(admin)).get(member, [])
    listed = await ask(admin, "GET", kind)
    assert (listed.status, listed.body) == (200, {member: expected}) and listed.headers["ETag"]
    for item in expected:
        one = await ask(admin, "GET", f"{kind}/{item[name]}")
        assert (one.status, one.body) == (200, item) and one.headers["ETag"]
    assert (await ask(admin, "GET", f"{kind}/nobody")).status == 404


async def test_an_item_is_made_replaced_and_taken_out_while_the_server_runs(admin):
    desk = admin
    made = await ask(desk, "PUT", "queues/brand_new", {"name": "brand_new", "max_offers": 3})
    assert (made.status, made.body["applied"]) == (201, True)
    assert made.body["changes"][0]["path"].startswith("queues.brand_new")
    assert (await desk.post("brand_new"))["queue"] == "brand_new"
    read = await ask(desk, "GET", "queues/brand_new")
    assert read.headers["ETag"] == made.headers["ETag"]
    replaced = await ask(desk, "PUT", "queues/brand_new", {"name": "brand_new", "max_offers": 4})
    assert replaced.status == 200
    assert [change["path"] for change in replaced.body["changes"]] == ["queues.brand_new.max_offers"]
    again = await ask(desk, "PUT", "queues/brand_new", {"name": "brand_new", "max_offers": 4})
    assert (again.status, again.body["applied"], again.body["changes"]) == (200, False, [])
    refused = await ask(desk, "DELETE", "queues/brand_new")   # a callback waits in it
    assert refused.status == 422 and "brand_new (1)" in refused.text
    assert (await ask(desk, "DELETE", "queues/brand_new?move_to=calm")).status == 200
    assert [row["queue"] for row in desk.database.rows("SELECT queue FROM callback WHERE live")] == ["calm"]
    assert (await ask(desk, "GET", "queues/brand_new")).status == 404
    assert (await ask(desk, "DELETE", "queues/brand_new")).status == 404


async def test_a_dry_run_tells_and_changes_nothing(admin):
    before = await whole(admin)
    dry = await ask(admin, "PUT", "skills/juggling?dry_run=true", {"name": "juggling"})
    assert (dry.status, dry.body["applied"], len(dry.body["changes"])) == (200, False, 1)
    gone = await ask(admin, "DELETE", "agents/alice?dry_run=true")
    assert (gone.status, gone.body["applied"]) == (200, False)
    assert (await ask(admin, "PUT", "skills/juggling?dry_run=perhaps", {"name": "juggling"})).status == 422
    assert await whole(admin) == before


async def test_if_match_refuses_a_change_of_another_version_than_the_one_seen(admin):
    seen = (await ask(admin, "GET", "agents/alice"))
    tag, alice = seen.headers["ETag"], seen.body
    first = await ask(admin, "PUT", "agents/alice", {**alice, "name": "First"}, {"If-Match": tag})
    assert first.status == 200
    second = await ask(admin, "PUT", "agents/alice", {**alice, "name": "Second"}, {"If-Match": tag})
    assert (second.status, second.code, second.headers["ETag"]) == (412, "precondition_failed", first.headers["ETag"])
    assert (await ask(admin, "DELETE", "agents/alice", headers={"If-Match": tag})).status == 412
    assert (await ask(admin, "GET", "agents/alice")).body["name"] == "First"
    assert (await ask(admin, "PUT", "agents/alice", alice, {"If-Match": f'"other", {first.headers["ETag"]}'})).status == 200
    assert (await ask(admin, "PUT", "skills/new", {"name": "new"}, {"If-Match": "*"})).status == 412
    assert (await ask(admin, "PUT", "skills/new", {"name": "new"}, {"If-None-Match": "*"})).status == 201
    assert (await ask(admin, "PUT", "skills/new", {"name": "new"}, {"If-None-Match": "*"})).status == 412


async def test_the_whole_definition_is_replaced_only_if_it_is_the_one_seen(admin):
    seen = await ask(admin, "GET", "definition")
    assert (await ask(admin, "PUT", "skills/new", {"name": "new"})).status == 201
    late = await ask(admin, "PUT", "definition", seen.body, {"If-Match": seen.headers["ETag"]})
    assert (late.status, late.code) == (412, "precondition_failed")
    assert late.headers["ETag"] == (await ask(admin, "GET", "definition")).headers["ETag"]
    assert (await ask(admin, "PUT", "definition", seen.body)).body["applied"]   # without If-Match any item is replaced


async def test_of_changes_at_the_same_time_none_is_lost(admin):
    names = [f"agent{number}" for number in range(TEAM)]
    answers = await asyncio.gather(*(ask(admin, "PUT", f"agents/{name}", {"login": name}) for name in names))
    assert [answer.status for answer in answers] == [201] * TEAM
    logins = {agent["login"] for agent in (await whole(admin))["agents"]}
    assert logins >= set(names)
    answers = await asyncio.gather(*(ask(admin, "DELETE", f"agents/{name}") for name in names))
    assert [answer.status for answer in answers] == [200] * TEAM
    assert not set(names) & {agent["login"] for agent in (await whole(admin))["agents"]}


async def test_agents_of_one_name_are_told_apart_by_their_login(admin):
    made = await ask(admin, "PUT", "agents/alice2", {"login": "alice2", "name": "Alice Archer"})
    assert (made.status, made.body["applied"]) == (201, True)
    other = await ask(admin, "PUT", "agents/alice3", {"login": "alice3", "name": "Alice Archer"})
    assert [change["path"] for change in other.body["changes"]] == ["agents.alice3"]
    assert (await ask(admin, "GET", "agents/alice3")).body["login"] == "alice3"


async def test_an_admin_who_replaces_the_whole_at_the_same_time_is_told_what_went_with_it(admin):
    before = await whole(admin)
    names = [f"agent{number}" for number in range(TEAM)]
    answers = await asyncio.gather(*(ask(admin, "PUT", f"agents/{name}", {"login": name}) for name in names),
                                   ask(admin, "PUT", "definition", {**before, "skills": [*before.get("skills", []), {"name": "new"}]}))
    kept = {agent["login"] for agent in (await whole(admin))["agents"]}
    gone = {change["path"].partition(".")[2] for change in answers[-1].body["changes"] if change["change"] == "removed"}
    assert gone == set(names) - kept
    again = await ask(admin, "PUT", "skills/new?dry_run=true&dry_run=false", {"name": "new"}, bad=True)
    assert (again.status, again.wrong) == (422, {("dry_run", "duplicate")})


async def test_an_agent_chooses_a_code_that_came_after_the_work_began_or_one_that_was_there(admin):
    desk = admin
    alice = await desk.agent("alice")
    held = await alice.accepted((await desk.post("calm"))["id"])
    listed = (await ask(desk, "GET", "codes/sales")).body
    new = {**listed, "codes": [{"code": "new", "label": "New"}]}
    assert (await ask(desk, "PUT", "codes/sales", new)).status == 200
    old = listed["codes"][0]["code"]
    for code in ("new", old):
        told = await alice.call("interaction.set_disposition", interaction_id=held["interaction_id"], code=code)
        assert told["disposition"] == code


@pytest.mark.parametrize("path, body, field, rule", [
    ("queues/a", {"name": "b"}, "name", "conflict"),
    ("queues/a", {}, "name", "required"),
    ("queues/a", {"name": "a", "colour": "red"}, "colour", "unknown_field"),
    ("queues/calm", {"name": "calm", "codes": "none"}, "codes", "unknown"),
    ("agents/alice", {"login": "alice", "skills": {"juggling": 3}}, "skills.juggling", "unknown"),
])
async def test_a_mistake_names_the_field_of_the_item_and_changes_nothing(admin, path, body, field, rule):
    before = await whole(admin)
    answer = await ask(admin, "PUT", path, body, bad=True)
    assert (answer.status, answer.wrong) == (422, {(field, rule)})
    assert await whole(admin) == before


async def test_another_order_is_a_change_too(admin):
    codes = next(iter((await ask(admin, "GET", "codes")).body["code_lists"]))
    turned = {**codes, "codes": codes["codes"][::-1]}
    assert turned != codes
    path = f"codes/{codes['name']}"
    dry = await ask(admin, "PUT", f"{path}?dry_run=true", turned)
    assert (dry.body["applied"], "ETag" in dry.headers) == (False, False)
    answer = await ask(admin, "PUT", path, turned)
    assert (answer.status, answer.body["applied"]) == (200, True)
    read = await ask(admin, "GET", path)
    assert (read.body, read.headers["ETag"]) == (turned, answer.headers["ETag"])


async def test_an_item_that_the_definition_names_elsewhere_is_not_taken_out(admin):
    desk = admin
    used = next(queue for queue in desk.definition["queues"] if "codes" in queue)
    before = await whole(desk)
    answer = await ask(desk, "DELETE", f"codes/{used['codes']}")
    assert answer.status == 422
    assert any(field.endswith(".codes") for field, _ in answer.wrong), answer.wrong
    assert await whole(desk) == before


async def test_a_site_too_large_for_one_body_is_changed_agent_by_agent(admin):
    desk = admin
    desk.definition["agents"] += [{"login": f"many{number}", "name": "One of many"} for number in range(2000)]
    desk.server.done("apply", desk.server.site_file(desk.definition, "large.toml"))
    assert (await ask(desk, "PUT", "agents/many7", {"login": "many7", "name": "Seven"})).status == 200
    assert (await ask(desk, "GET", "agents/many7")).body["name"] == "Seven"
    assert len((await ask(desk, "GET", "agents")).body["agents"]) == len(desk.definition["agents"])


async def test_only_admins_and_only_known_kinds(admin):
    assert (await admin.ask("GET", "/v1/admin/queues", key=await admin.token("alice"))).status == 403
    assert (await ask(admin, "GET", "kings")).status == 404
    assert (await ask(admin, "PUT", "kings/a", {"name": "a"}, bad=True)).status == 404
    wrong = await ask(admin, "DELETE", "definition")
    assert (wrong.status, wrong.headers["Allow"]) == (405, "GET, PUT")
