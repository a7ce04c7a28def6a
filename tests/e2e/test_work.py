"""The agent's work apart from calls: note, disposition and release. Also tests what other agents must not do with
it."""
from lib.agent import Refused


async def in_hand(desk, agent, queue="calm"):
    callback = await desk.post(queue)
    return callback, await agent.accepted(callback["id"])


async def test_mark_done_waits_for_a_required_disposition(desk):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice, "strict")
    assert (await alice.refused("interaction.mark_done", **hand)).data == {"reason": "disposition_required"}
    assert (await alice.call("interaction.set_disposition", **hand, code="sold"))["disposition"] == "sold"
    group = await alice.refused("interaction.set_disposition", **hand, code="lost")
    assert (group.code, group.wrong) == (-32602, {("code", "has_children")})
    assert (await alice.call("interaction.set_disposition", **hand, code="price"))["disposition"] == "price"
    assert (await alice.call("interaction.mark_done", **hand))["state"] == "completed"
    assert desk.database.callback(callback["id"])["disposition"] == "price"
    assert desk.database.event_types(callback["id"]).count("disposition_set") == 2


async def test_an_unknown_code_is_refused_by_its_field(desk):
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice, "strict")
    for code in ("stolen", "Sold", "lost/price"):
        refused = await alice.refused("interaction.set_disposition", **hand, code=code)
        assert refused.code == -32602 and {field for field, _ in refused.wrong} == {"code"}
    assert (await alice.call("interaction.get", **hand))["disposition"] is None


async def test_a_note_is_saved_with_its_version_and_two_writers_do_not_overwrite_each_other(desk):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice)
    first = await alice.call("interaction.set_note", **hand, text="Zeile eins\nünï 🦜", version=0)
    assert first["note"] == {"text": "Zeile eins\nünï 🦜", "version": 1}
    assert (await alice.refused("interaction.set_note", **hand, text="mine", version=0)).data == \
        {"reason": "version_conflict"}
    assert (await alice.refused("interaction.set_note", **hand, text="mine", version=2)).reason == \
        "version_conflict"
    await alice.call("interaction.set_note", **hand, text="", version=1)
    kept = desk.database.rows("SELECT version, text FROM note WHERE callback_id = %s ORDER BY 1", callback["id"])
    assert [row["text"] for row in kept] == ["Zeile eins\nünï 🦜", ""]
    assert (await alice.call("interaction.get", **hand))["note"] == {"text": "", "version": 2}


async def test_the_longest_note_is_kept(desk):
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice)
    text = "x" * 16384
    assert (await alice.call("interaction.set_note", **hand, text=text, version=0))["note"]["text"] == text
    refused = await alice.refused("interaction.set_note", bad=True, **hand, text="ü" * 8193, version=1)
    assert refused.code == -32602


async def test_a_release_gives_it_back_with_note_and_disposition_to_someone_else(desk):
    alice, bob = await desk.all_ready("alice", "bob")
    callback, hand = await in_hand(desk, alice, "strict")
    await alice.call("interaction.set_note", **hand, text="half done", version=0)
    await alice.call("interaction.set_disposition", **hand, code="sold")
    answer = await alice.call("interaction.release", **hand, reason="not mine")
    assert answer["callback_id"] == callback["id"] and answer["state"] in ("queued", "offered")
    assert (await alice.told("interaction.closed"))["outcome"] == "released"
    offer = await bob.offered(callback["id"])
    interaction = await bob.call("offer.accept", offer_id=offer["offer_id"])
    assert interaction["interaction_id"] != hand["interaction_id"]
    assert interaction["note"] == {"text": "half done", "version": 1}
    assert interaction["disposition"] == "sold"
    bobs = {"interaction_id": interaction["interaction_id"]}
    assert (await bob.call("interaction.mark_done", **bobs))["state"] == "completed"
    outcomes = [row["outcome"] for row in desk.database.interactions(callback["id"])]
    assert outcomes == ["released", "completed"]


async def test_an_agent_who_releases_is_not_asked_again(desk):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice)
    await alice.call("interaction.release", **hand)
    assert await desk.state(callback["id"]) == "queued"
    excluded = (await desk.explain(callback["id"]))["waiting"]["excluded"]
    assert [each["count"] for each in excluded if each["reason"] == "let_it_go"] == [1]


async def test_someone_elses_interaction_answers_as_an_unknown_one(desk):
    alice = await desk.agent("alice")
    bob = await desk.agent("bob", ready=False)
    _, hand = await in_hand(desk, alice)
    for method, params in (("interaction.get", {}), ("interaction.call", {}), ("interaction.mark_done", {}),
                           ("interaction.release", {}), ("interaction.set_note", {"text": "x", "version": 0}),
                           ("interaction.set_disposition", {"code": "sold"})):
        assert (await bob.refused(method, **hand, **params)).data == {"reason": "not_found"}, method
    assert (await alice.call("interaction.get", **hand))["note"]["version"] == 0


async def test_an_interaction_that_is_done_is_over(desk):
    alice = await desk.agent("alice")
    callback, hand = await in_hand(desk, alice)
    await alice.call("interaction.mark_done", **hand)
    for method, params in (("interaction.mark_done", {}), ("interaction.call", {}),
                           ("interaction.set_note", {"text": "x", "version": 0})):
        refused = await alice.refused(method, **hand, **params)
        assert refused.data == {"reason": "wrong_state", "state": "completed"}, method
    assert desk.database.event_types(callback["id"]).count("interaction_closed") == 1


async def test_a_reason_for_not_ready_is_kept_and_shown(desk):
    alice = await desk.agent("alice")
    channel = await alice.not_ready("meeting")
    assert (channel["state"], channel["reason"], channel["busy"]) == ("not_ready", "meeting", False)
    again = await desk.agent("alice", ready=False)
    assert again.session["channels"][0]["reason"] == "meeting"


async def test_not_ready_in_the_middle_of_work_keeps_the_work(desk):
    alice = await desk.agent("alice")
    _, hand = await in_hand(desk, alice)
    state = await alice.not_ready()
    assert (state["state"], state["busy"]) == ("not_ready", True)
    await alice.call("interaction.mark_done", **hand)
    second = await desk.post()
    assert second["state"] == "queued"


async def test_built_in_reasons_cannot_be_chosen(desk):
    alice = await desk.agent("alice")
    for reason in ("no_answer", "disconnected", "logged_in"):
        try:
            await alice.not_ready(reason)
        except Refused as refused:
            assert {field for field, _ in refused.wrong} == {"reason"}
        else:
            raise AssertionError(f"{reason} could be chosen")
