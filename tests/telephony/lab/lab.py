"""The whole lab: Asterisk, agents' phones that have registered, a carrier, and contacts' phones. It starts in about
two seconds and leaves nothing behind, even if its process is killed."""
import os
import secrets
import shutil
import tempfile

from lib.wait import LIMIT_SECONDS, moment, until, within

from lab import configuration, ports as at
from lab.ari import Ari
from lab.asterisk import Asterisk
from lab.carrier import Carrier
from lab.phone import Phone
from lab.ports import Ports
from lab.tones import RATE, names_in

TONES = {"1001": 560, "1002": 710, "1003": 860, "1004": 1010, "contact": 1290, "stranger": 1630, "music": 2050,
         "ringing": 440}   # Asterisk's own ringing tone
AGENT_PHONES = {"1001": True, "1002": True, "1003": False, "1004": True}   # phone → whether it answers by itself
CONTACTS = {"300": "contact", "301": "stranger"}                          # last three digits → phone
LOOK_SECONDS = 0.25   # how much sound one look reads
ENOUGH_SECONDS = 0.1  # so much sound is enough to tell the tones apart
LOOKS = 2             # so many looks in a row must agree
VOICE = """\
[voice]
gateway = "asterisk"
ari_url = "{url}"
ari_user = "{user}"
ari_password_file = "{password_file}"
ari_application = "{application}"
agent_endpoint = "PJSIP/{{phone}}"
contact_endpoint = "PJSIP/{{number}}@trunk"
music_class = "{music_class}"
machine_context = "{machine_context}"
"""
STILL_OPEN = ("01", "08")   # states in /proc/net/tcp: established; closed only by the other side


class Lab:
    """`tls`: the files of a certificate for 127.0.0.1 and its key. ARI is then spoken over https too. `calls`: the
    lab has ports for so many calls at once."""

    def __init__(self, root, tls=None, calls=25):
        self.folder = tempfile.mkdtemp(prefix="callbackd-lab-")
        self.ports = Ports(calls)
        self.password_file = f"{self.folder}/ari_password"
        password = secrets.token_urlsafe(9)
        with open(os.open(self.password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(password + "\n")
        configuration.write(self.folder, root, self.ports, password, TONES["music"], AGENT_PHONES, tls)
        self.asterisk = Asterisk(root, self.folder)
        self.address = "127.0.0.1", self.ports[at.HTTP]
        self.tls_address = "127.0.0.1", self.ports[at.HTTPS]
        self.url = "http://{}:{}".format(*self.address)
        self.login = configuration.ARI_USER, password
        registrar = f"127.0.0.1:{self.ports[at.SIP]}"
        self.phones = {}
        for name in [*AGENT_PHONES, *CONTACTS.values()]:
            self.phones[name] = Phone(self.folder, name, TONES[name], self.ports.of_phone(len(self.phones)),
                                      registrar if name in AGENT_PHONES else None, AGENT_PHONES.get(name, True))
        self.carrier = Carrier(self.folder, self.ports,
                               {digits: self.phones[name].address for digits, name in CONTACTS.items()})

    def start(self):
        self.carrier.start()
        for name in CONTACTS.values():
            self.phones[name].start()
        self.asterisk.start()
        for name in AGENT_PHONES:   # now Asterisk runs, so the phones can register
            self.phones[name].start()
        return self

    def end(self):
        for phone in self.phones.values():
            phone.end()
        self.carrier.end()
        self.asterisk.end()
        self.ports.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def voice_section(self, url):
        """The section [voice] of callbackd.toml."""
        return VOICE.format(url=url, user=self.login[0], password_file=self.password_file,
                            application=configuration.APPLICATION, music_class=configuration.MUSIC_CLASS,
                            machine_context=configuration.MACHINE_CONTEXT)

    def pids(self):
        processes = [self.asterisk, self.carrier, *self.phones.values()]
        return [each.process.pid for each in processes]

    # Methods that are called inside a test's event loop.

    def ari(self):
        return Ari(self.url, *self.login)

    async def phones_are_registered(self):
        async def are():
            async with self.ari() as ari:
                online = {each["resource"] for each in await ari.list("endpoints") if each["state"] == "online"}
                return set(AGENT_PHONES) <= online
        await until(are, "the registration of every agent's phone")

    async def nothing_is_left(self):
        """Waits after a test until no channel and no bridge is left."""
        async def none():
            async with self.ari() as ari:
                return await ari.list("channels") == [] and await ari.list("bridges") == []
        await until(none, "the end of every channel and bridge")

    async def nobody_is_linked(self):
        """Call this after callbackd was killed. Waits until Asterisk has seen that the connection has ended, so that it
        knows no application any more."""
        port = f":{self.address[1]:04X}"

        async def unlinked():
            with open("/proc/net/tcp", encoding="ascii") as connections:
                fields = [line.split() for line in list(connections)[1:]]
            return not any(local.endswith(port) and state in STILL_OPEN for _, local, _, state, *_ in fields)
        await until(unlinked, "the end of the link at Asterisk's side")

    async def hears(self, name, *tones, limit_seconds=LIMIT_SECONDS):
        """Waits until this phone hears exactly these tones: names of other phones, or "music". Without any tone it
        waits for silence."""
        recording = self.phones[name].recording

        async def steadily():
            agreeing = 0
            recording.news()
            while agreeing < LOOKS:
                await moment(LOOK_SECONDS)
                sound = recording.news()
                heard.append(self._tones_in(sound))
                arrived.append(len(sound))
                agreeing = agreeing + 1 if heard[-1] == set(tones) else 0
        heard, arrived = [], []
        try:
            await within(steadily(), f"what {name} should hear ({', '.join(tones) or 'silence'})", limit_seconds)
        except AssertionError as missed:
            raise AssertionError(f"{missed}; it heard {heard[-8:]}, of {arrived[-8:]} samples in "
                                 f"{recording.source()}\n{self.asterisk.cli('pjsip show channelstats')}") from None

    @staticmethod
    def _tones_in(sound):
        enough = round(RATE * ENOUGH_SECONDS)
        return names_in(sound[-enough:], TONES) if len(sound) >= enough else set()
