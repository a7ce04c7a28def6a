"""The public network behind the trunk, played by sipp. The last three digits of the number choose what happens, as
in the simulator's table (server/voice/README.md). The numbers 300 and 301 are contacts with phones of their own, to
which the call is sent on."""
import os
import signal
import subprocess

from lib.contract import ROOT
from supervised import dies_with_parent

from lab import ports as at
from lab.tones import samples, silence, ulaw

SCENARIO = os.path.join(ROOT, "tests", "telephony", "asterisk", "carrier.xml")
REFUSALS = {"404": "Not Found", "410": "Gone", "480": "Temporarily Unavailable", "486": "Busy Here",
            "503": "Service Unavailable", "600": "Busy Everywhere", "603": "Decline"}
NEVER_RING = ("000", "183")
OTHERS = ("181", "201", "777", "778")   # these ring, and then do what carrier.xml says
VOICE_HERTZ = 300

REFUSAL = """
  <label id="{digits}"/>
  <send retrans="500"><![CDATA[
SIP/2.0 {status} {reason}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]-[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:{contact}>
Content-Length: 0

  ]]></send>
  <recv request="ACK" next="over"/>
"""


def _refusal(digits, status, reason, contact="carrier@[local_ip]:[local_port]"):
    return REFUSAL.format(digits=digits, status=status, reason=reason, contact=contact)


def scenario(asterisk, contacts):
    """The scenario for sipp. `asterisk`: the address of Asterisk. `contacts`: {last three digits: name@address of a
    phone}."""
    straight = [*REFUSALS, *contacts, *NEVER_RING]
    with open(SCENARIO, encoding="utf-8") as file:
        text = file.read()
    choices = "".join(f'<ereg regexp="^{digits}$" search_in="var" variable="digits" assign_to="is{digits}"/>\n'
                      for digits in [*straight, *OTHERS])
    ways = "".join(f'<nop next="{digits}" test="is{digits}"/>\n' for digits in straight)
    refusals = "".join(_refusal(digits, digits, reason) for digits, reason in REFUSALS.items())
    refusals += "".join(_refusal(digits, "302", "Moved Temporarily", address)
                        for digits, address in contacts.items())
    for place, with_text in {"@CHOICES@": choices, "@WAYS@": ways, "@REFUSALS@": refusals, "@ASTERISK@": asterisk}.items():
        text = text.replace(place, with_text)
    return text


def _words(count, seconds, pause_seconds):
    spoken = samples(VOICE_HERTZ, 0)
    for _ in range(count):
        spoken += samples(VOICE_HERTZ, seconds) + silence(pause_seconds)
    return spoken


def human():
    """The sound of "Hello?" and silence after it."""
    return _words(1, 0.5, 0.1) + silence(8)


def machine():
    """The sound of a longer announcement, such as "Leave a message after …"."""
    return _words(12, 0.6, 0.1)


class Carrier:
    def __init__(self, folder, ports, contacts):
        self.folder = f"{folder}/carrier"
        self.ports = ports
        os.makedirs(self.folder)
        with open(f"{self.folder}/carrier.xml", "w", encoding="utf-8") as file:
            file.write(scenario(f"127.0.0.1:{ports[at.SIP]}", contacts))
        for name, sound in (("human", human()), ("machine", machine())):
            with open(f"{self.folder}/{name}.ulaw", "wb") as file:
                file.write(ulaw(sound))
        self.process = None

    def start(self):
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(
                ["sipp", "-sf", "carrier.xml", "-i", "127.0.0.1", "-p", str(self.ports[at.CARRIER]), "-mi", "127.0.0.1",
                 "-mp", str(self.ports[at.CARRIER_MEDIA]), "-cp", str(self.ports[at.CARRIER_CONTROL]), "-nostdin",
                 "-trace_err", "-error_file", "errors"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGKILL))

    def end(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
