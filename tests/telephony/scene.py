"""What a call scenario uses: the desk of tests/e2e, and callbacks in agents' hands that can be called."""
import copy

from lib.desk import Desk, phone_ending
from lib.site import queue, shared_site

from gateways import hear

CONTACT = "300"     # digits of a contact with a phone of its own: a test can ask what it hears
STRANGER = "301"    # digits of another contact with a phone
RING_SECONDS = 1    # how long a phone rings in the queue "ringing"


def call_site(phones):
    """The site of tests/e2e with agents whose phones do different things, and queues for calls."""
    site = copy.deepcopy(shared_site())
    others = [agent for agent in site["agents"] if "roles" in agent]
    site["agents"] = [{"login": login, "name": f"{login.capitalize()} Agent", "phone": phone}
                      for login, phone in phones.items()] + others
    site["queues"] = [each for each in site["queues"] if each.get("on_reject") != {"agent": "dave"}]
    site["queues"] += [queue("screened", detect_machine=True), queue("named", caller_id="+442071838750")]
    return site


class Hand:
    """A callback in an agent's hands."""

    def __init__(self, desk, agent, callback, interaction_id):
        self.desk = desk
        self.agent = agent
        self.callback = callback
        self.params = {"interaction_id": interaction_id}

    @property
    def callback_id(self):
        return self.callback["id"]

    async def do(self, method, **params):
        """Sends a request about the interaction. Before that, it forgets all earlier notifications, so that the test
        waits only for later ones."""
        self.agent.forget_unread()
        return await self.agent.call(method, **self.params, **params)

    async def refused(self, method, **params):
        return await self.agent.refused(method, **self.params, **params)

    async def call(self, **params):
        interaction = await self.do("interaction.call", **params)
        assert interaction["call_status"] == "dialing"
        return self

    async def is_(self, call_status, is_it=lambda interaction: True):
        return await self.agent.call_is(call_status, is_it)

    async def rings(self, kind):
        """Waits until a phone rings. `kind`: whose phone, that of the agent or that of the contact."""
        def does(interaction):
            return any((party["kind"], party["state"]) == (kind, "ringing") for party in interaction["parties"])
        return await self.is_("dialing", does)

    async def over(self):
        """Waits until the end of the last attempt was reported, and returns this attempt."""
        interaction = await self.is_("ready_to_call", lambda i: i["attempts"] and "outcome" in i["attempts"][-1])
        assert interaction["parties"] == []
        return interaction["attempts"][-1]

    async def now(self):
        return await self.agent.call("interaction.get", **self.params)

    async def consult(self, kind, whom):
        """Starts a consultation, and returns it as the server answered."""
        consultation = await self.do("consultation.start", target={"kind": kind, "id": whom})
        assert (consultation["from"], consultation["interaction_id"]) == (self.agent.login, self.params["interaction_id"])
        return consultation

    async def parties(self, **wanted):
        """Waits until the interaction has exactly these parties, for example parties(agent="connected",
        contact="on_hold")."""
        def as_wanted(interaction):
            return {party["party_id"]: party["state"] for party in interaction["parties"]} == wanted
        told = await self.agent.told("interaction.updated", lambda p: as_wanted(p["interaction"]))
        return told["interaction"]

    def held_by(self, agent):
        """The same callback, after it was handed on to `agent`."""
        return Hand(self.desk, agent, self.callback, self.params["interaction_id"])

    def attempts(self):
        return self.desk.database.attempts(self.callback_id)

    def events(self):
        return self.desk.database.event_types(self.callback_id)


class CallDesk(Desk):
    def __init__(self, server, gateway):
        super().__init__(server)
        self.gateway = gateway

    async def __aenter__(self):
        await self.gateway.open(self.server)
        return await super().__aenter__()

    async def __aexit__(self, kind, *rest):
        try:
            await self.gateway.repair(self.server)
            await super().__aexit__(kind, *rest)
            if kind is None:
                await self.gateway.nothing_is_left()
        finally:
            await self.gateway.close()

    async def in_hand(self, login="alice", digits=CONTACT, queue="calm"):
        callback = await self.post(queue, phone=phone_ending(digits))
        agent = self.connected(login) or await self.agent(login)
        hand = await agent.accepted(callback["id"])
        return Hand(self, agent, callback, hand["interaction_id"])

    def connected(self, login):
        """The client of this agent that is connected. None: there is no such client."""
        return next((agent for agent in self.agents if agent.login == login and not agent.socket.closed), None)

    async def dialing(self, *in_hand, **more):
        return await (await self.in_hand(*in_hand, **more)).call()

    async def on_the_phone(self, *in_hand, **more):
        hand = await self.dialing(*in_hand, **more)
        await hand.is_("connected")
        return hand

    async def beside(self, *logins):
        """Agents who are logged in and not Ready, so that they get no offers."""
        return [await self.agent(login, ready=False) for login in logins]

    async def hear(self, **heard):
        """Waits until each phone hears exactly the others that are listed for it: hear(alice=["contact"],
        contact=["alice"]). In the simulator there is no sound."""
        await hear(self.gateway, **heard)
