"""The quick start with an Asterisk, from its command line to a call. The agent's terminal that comes with it is used
as it is."""
import json
import os
import subprocess
import threading
import urllib.request

import pytest

from lib.contract import ROOT
from running_quickstart import Running
from waiting import PATIENCE, until

# The steps at the terminal. Each has a text that the terminal shows, and what the test types then.
STEPS = (("OFFER from", "accept"), ("ready_to_call", "call"), ("connected", "end"), ("ready_to_call", "code sold\ndone"),
         ("interaction closed", "quit"))
LIMIT_SECONDS = 60


def post(credentials, phone):
    body = {"queue": "sales", "contact": {"name": "Ada Lovelace", "phone": phone}}
    key = credentials["sites"]["www"]["secret_key"]
    request = urllib.request.Request(f"{credentials['url']}/v1/callbacks", json.dumps(body).encode(),
                                     {"Content-Type": "application/json", "Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201


@pytest.fixture(name="started")
def _started(lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("quickstart")
    os.chmod(folder, 0o711)
    user, password = lab.login
    running = Running(folder / "data", "--voice", "asterisk", "--ari-url", lab.url, "--ari-user", user,
                      "--ari-password", password)
    yield running
    running.end()


def test_the_quick_start_calls_through_an_asterisk_it_was_given(started):
    assert "your Asterisk rings" in started.output()
    credentials = started.credentials()

    def linked():
        with urllib.request.urlopen(credentials["operator_url"] + "/metrics") as page:
            return "callbackd_voice_link_up 1" in page.read().decode().splitlines()
    until(linked, what="the link to Asterisk")
    agent = subprocess.Popen([f"{ROOT}/deploy/agent", "alice", "--data", started.folder], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True, bufsize=1)
    limit = threading.Timer(LIMIT_SECONDS * PATIENCE, agent.kill)   # after the kill it shows nothing more
    limit.start()
    try:
        assert "you are alice" in agent.stdout.readline()
        post(credentials, "+44 20 7946 0123")
        seen = []
        for awaited, typed in STEPS:
            while not seen or awaited not in seen[-1]:
                seen.append(agent.stdout.readline())
                assert seen[-1], "".join(seen)
            seen.append("")
            agent.stdin.write(typed + "\n")
            agent.stdin.flush()
        assert agent.wait(10) == 0
    finally:
        limit.cancel()
        agent.kill()
    calls = subprocess.run(["psql", credentials["database_url"], "-tAc", "SELECT outcome FROM callbackd.call_attempt"],
                           capture_output=True, text=True, check=True).stdout.split()
    assert calls == ["answered"]
