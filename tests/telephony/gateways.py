"""The two gateways as a scenario sees them. Both have the same agents, numbers and acts. The simulator has no
phones. There, the last three digits of an agent's number do what a hand does at a phone of the lab."""
import asyncio

from lib.wait import PATIENCE, until

from lab.cable import Cable
from lab.lab import Lab


class SimulatorGateway:
    name = "simulator"
    has_sound = False
    calls_survive_callbackd = False
    # What the phones of the agents do. Those of alice, bob and dave answer. The phone of carol rings, rhea rejects the
    # call, hank hangs up after two seconds, and the phone of nora is switched off.
    phones = {"alice": "1001", "bob": "1002", "dave": "1004", "carol": "2181", "rhea": "2603", "hank": "2201",
              "nora": "2503"}

    def configuration(self):
        return '[voice]\ngateway = "simulator"\n'

    def end(self):
        pass

    async def open(self, server):
        """Prepares the gateway for one test, in the event loop of the test."""

    async def repair(self, server):
        """Repairs what a failed scenario broke and left broken."""

    async def close(self):
        pass

    async def nothing_is_left(self):
        """There is nothing to look at: nobody outside of callbackd has a part in a simulated call."""

    async def hold_key(self, login, held):
        pass

    async def contacts_on_the_line(self):
        return 0

    async def rejects(self, login):
        pass

    async def answers(self, login):
        """Answers the phone by hand. In the simulator there is nothing to do."""

    async def hangs_up(self, login):
        pass

    async def hears(self, who, *others):
        pass

    async def calls_that_reached(self, who):
        return 0

    async def digits_at(self, who, count):
        return None

    async def caller_shown_to(self, who):
        return None


class AsteriskGateway:
    name = "asterisk"
    has_sound = True
    calls_survive_callbackd = True
    phones = {"alice": "1001", "bob": "1002", "dave": "1004", "carol": "1003", "rhea": "1003", "hank": "1004",
              "nora": "1099"}

    def __init__(self, root, tls=None):
        self.tls = tls
        self.lab = Lab(root, tls).start()
        self.cable = Cable(self.lab.tls_address if tls else self.lab.address)

    def configuration(self):
        section = self.lab.voice_section("http{}://{}:{}".format("s" if self.tls else "", *self.cable.address))
        return section + f'ca_file = "{self.tls[0]}"\n' if self.tls else section

    def end(self):
        self.cable.end()
        self.lab.end()

    async def open(self, server):
        await self.lab.phones_are_registered()
        for phone in self.lab.phones.values():
            await phone.open()
        await self.link_is(server, "up")

    async def repair(self, server):
        self.cable.mend()
        if not self.lab.asterisk.is_running():
            await self.asterisk_is_back(server)

    async def close(self):
        for phone in self.lab.phones.values():
            await phone.close()

    async def link_is(self, server, state):
        """Waits until callbackd tells its operator that the link is in this state."""
        async def is_it():
            wanted = f"callbackd_voice_link_up {1 if state == 'up' else 0}"
            return server.is_running() and wanted in server.operator("/metrics")[1].splitlines()
        await until(is_it, f"the link to Asterisk {state}", LINK_SECONDS)

    async def asterisk_dies(self):
        """Kills Asterisk. Its calls end and nobody is told, so the people at the phones hang up."""
        self.lab.asterisk.kill()
        for phone in self.lab.phones.values():
            await phone.press("hangup")

    async def asterisk_is_back(self, server):
        self.lab.asterisk.launch()
        await asyncio.get_running_loop().run_in_executor(None, self.lab.asterisk.await_started)
        await self.lab.phones_are_registered()
        await self.link_is(server, "up")

    async def nothing_is_left(self):
        await self.lab.nothing_is_left()

    async def contacts_on_the_line(self):
        """The number of channels to contacts. The ids of these channels end with -l0 (server/voice/ari/names.hpp)."""
        async with self.lab.ari() as ari:
            return sum(channel["id"].endswith("-l0") for channel in await ari.list("channels"))

    def phone(self, who):
        """The phone of an agent, by login, or of a contact, by name."""
        return self.lab.phones[self.phones.get(who, who)]

    async def hold_key(self, login, held):
        await self.phone(login).press("hold" if held else "resume")

    async def rejects(self, login):
        await self.phone(login).told("CALL_INCOMING")
        await self.phone(login).press("hangup")

    async def answers(self, login):
        await self.phone(login).told("CALL_INCOMING")
        await self.phone(login).press("accept")

    async def hangs_up(self, login):
        await self.phone(login).press("hangup")

    async def calls_that_reached(self, who):
        return self.phone(who).count("CALL_REMOTE_SDP")

    async def digits_at(self, who, count):
        return "".join([(await self.phone(who).told("CALL_DTMF_START"))["param"] for _ in range(count)])

    async def caller_shown_to(self, who):
        """The caller id that the phone shows for the next call that is established. It is empty if the caller is
        anonymous."""
        shown = (await self.phone(who).told("CALL_ESTABLISHED"))["peeruri"].removeprefix("sip:").partition("@")[0]
        return "" if shown == "anonymous" else shown

    async def hears(self, who, *others):
        """Waits until the phone of `who` hears exactly `others` (logins of agents, or names of contacts). The name
        "music" stands for the music on hold."""
        await self.lab.hears(self.phones.get(who, who), *(self.phones.get(other, other) for other in others))


SCENARIO_SECONDS = 60 * PATIENCE
LINK_SECONDS = 30 * PATIENCE


async def hear(gateway, **heard):
    """Waits for several phones at once: each must hear exactly the others that are listed for it. For example
    hear(gateway, alice=["contact"], contact=["alice"])."""
    missed = await asyncio.gather(*(gateway.hears(who, *others) for who, others in heard.items()), return_exceptions=True)
    problems = [problem for problem in missed if problem is not None]
    if problems:
        raise problems[0] if len(problems) == 1 else AssertionError("; ".join(map(str, problems)))
