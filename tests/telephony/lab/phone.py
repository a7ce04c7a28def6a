"""A SIP phone (baresip) that plays its own tone into every call and records what it hears. The process lives as long
as the lab. Its control connection lives as long as one test, from open() to close()."""
import asyncio
import json
import os
import signal
import subprocess

from lib.wait import within
from supervised import dies_with_parent

from lab.configuration import LABS, filled, phone_password
from lab.recording import Recording
from lab.tones import samples, write_wave

TONE_SECONDS = 120   # the longest time for which it can play its tone in one call


class Phone:
    """`registrar`: where the phone registers under its name, as agents' phones do. A phone without a registrar can
    be called by its address."""

    def __init__(self, folder, name, hertz, ports, registrar=None, answers=True):
        self.folder = f"{folder}/phones/{name}"
        self.name = name
        self.sip_port, self.control_port, first, last = ports
        os.makedirs(f"{self.folder}/heard")
        write_wave(f"{self.folder}/tone.wav", samples(hertz, 1) * TONE_SECONDS)
        account = f"<sip:{f'{name}@{registrar}' if registrar else self.address}>;audio_codecs=PCMU,PCMA;answermode="
        account += "auto" if answers else "manual"
        account += f";auth_user={name};auth_pass={phone_password(name)};regint=60" if registrar else ";regint=0"
        self._write("accounts", account + "\n")
        self._write("contacts", "")
        self._write("config", filled(f"{LABS}/phone.conf", {
            "FOLDER": self.folder, "SIP_PORT": self.sip_port, "CONTROL_PORT": self.control_port,
            "FIRST_MEDIA": first, "LAST_MEDIA": last}))
        self.recording = Recording(f"{self.folder}/heard")
        self.process = None
        self._reader = self._writer = self._reading = None
        self._unread = []
        self._waiting = []

    @property
    def address(self):
        return f"{self.name}@127.0.0.1:{self.sip_port}"

    def _write(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def start(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(
                ["baresip", "-f", self.folder], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
                env={**os.environ, "HOME": self.folder})

    def end(self):
        if self.process is not None:
            self.process.kill()   # if it was asked to end, it would first wait until its registration is taken back
            self.process.wait()

    # Methods that do what a hand does at the phone.

    async def open(self):
        self._unread.clear()
        self._waiting.clear()
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.control_port)
        self._reading = asyncio.create_task(self._read())
        return self

    async def close(self):
        self._reading.cancel()
        self._writer.close()

    async def press(self, command, parameter=""):
        """Gives a command of the phone's menu: accept, hangup, hold, resume, sndcode (a digit) …"""
        text = json.dumps({"command": command, "params": parameter, "token": command})
        self._writer.write(f"{len(text)}:{text},".encode())
        await self._writer.drain()

    async def told(self, kind):
        """Waits for the phone's next event of this kind (CALL_INCOMING, CALL_ESTABLISHED, CALL_DTMF_START …). Each
        event is returned only once."""
        for index, event in enumerate(self._unread):
            if event["type"] == kind:
                return self._unread.pop(index)
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((kind, future))
        return await within(future, f"{kind} at the phone {self.name}")

    def count(self, kind):
        """The number of events of this kind that told() has not returned yet."""
        return sum(event["type"] == kind for event in self._unread)

    async def _read(self):
        while True:   # each message is a netstring
            length = await self._reader.readuntil(b":")
            event = json.loads(await self._reader.readexactly(int(length[:-1])))
            await self._reader.readexactly(1)
            if event.get("event"):
                self._take(event)

    def _take(self, event):
        for index, (kind, future) in enumerate(self._waiting):
            if kind == event["type"] and not future.done():
                del self._waiting[index]
                return future.set_result(event)
        return self._unread.append(event)
