"""deploy/quickstart as a newcomer and as a script see it."""
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile

import pytest

from running_quickstart import ROOT, Running, run
from waiting import process_has_ended, until


@pytest.fixture(name="folder", scope="module")
def _folder():
    path = tempfile.mkdtemp(prefix="callbackd-test-")
    os.chmod(path, 0o711)   # otherwise, if root runs this, clusters are made elsewhere and outlive the folder
    yield os.path.join(path, "data")
    shutil.rmtree(path)


@pytest.fixture(name="quickstart", scope="module")
def _quickstart(folder):
    running = Running(folder)
    yield running
    running.end()


def printed_command(quickstart, word):
    """The command in the quick start's output that begins with `word`. Its continued lines are joined."""
    text = quickstart.output().replace("\\\n", " ")
    return next(line.strip() for line in text.splitlines() if line.strip().startswith(word))


def post_as_printed(quickstart, number="0123"):
    """Posts a callback by the printed curl command. `number`: the last digits of the phone number. Each test uses
    another number, because only a few posts of one number are taken in an hour."""
    command = printed_command(quickstart, "curl").replace("7946 0123", f"7946 {number}")
    made = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    return json.loads(made.stdout)


def state_of(quickstart, callback_id):
    key = quickstart.credentials()["sites"]["www"]["secret_key"]
    status, body = quickstart.get(f"/v1/callbacks/{callback_id}", key)
    assert status == 200, body
    return json.loads(body)["state"]


@pytest.mark.parametrize("options, said", [
    (["--bogus"], "--bogus"), (["surplus"], "surplus"), (["--data"], "--data"),
    (["--http-port", "0"], "--http-port"), (["--http-port", "70000"], "--http-port"),
    (["--http-port=x"], "--http-port"), (["--site", "no/such/file.toml"], "no/such/file.toml"),
    (["--once", "--site", f"{ROOT}/deploy/demo/site.toml"], "--once"),
    (["--voice", "carrier-pigeon"], "--voice"), (["--voice", "asterisk"], "--ari-url"),
    (["--voice=asterisk", "--ari-url=http://127.0.0.1:1", "--ari-user=u"], "--ari-password"),
    (["--ari-user", "callbackd"], "--ari-user"),
])
def test_a_bad_option_is_named_and_the_status_is_2(options, said):
    ended = run(*options)
    assert ended.returncode == 2
    assert said in ended.stderr


def test_once_walks_the_main_job_and_leaves_nothing(tmp_path):
    ended = run("--once", env={**os.environ, "TMPDIR": str(tmp_path)})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "all of it is there" in ended.stdout
    assert list(tmp_path.iterdir()) == []


def test_credentials_are_whole_and_private(quickstart):
    credentials = quickstart.credentials()
    assert set(credentials) == {"url", "operator_url", "database_url", "sites", "users"}
    assert credentials["url"] == f"http://127.0.0.1:{quickstart.port}"
    assert quickstart.lines[0] == f"ready {credentials['url']}\n"
    assert credentials["sites"]["www"]["secret_key"].startswith("sk_")
    assert credentials["sites"]["www"]["publishable_key"].startswith("pk_")
    assert {"alice", "bob", "carol", "dave"} <= set(credentials["users"])
    assert len(set(credentials["users"].values())) == len(credentials["users"])
    mode = os.stat(os.path.join(quickstart.folder, "credentials.json")).st_mode
    assert stat.S_IMODE(mode) == 0o600


class Terminal:
    """A running deploy/agent. A test types into it and reads what it prints."""

    def __init__(self, quickstart, login, stderr=None):
        self.process = subprocess.Popen([f"{ROOT}/deploy/agent", login, "--data", quickstart.folder], stderr=stderr,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.see("Ready")

    def see(self, text):
        for line in self.process.stdout:
            if text in line:
                return
        raise AssertionError(f"the agent's terminal did not show: {text}")

    def type(self, line, then_see=None):
        self.process.stdin.write(line + "\n")
        if then_see:
            self.see(then_see)

    def quit(self):
        self.type("quit")
        assert self.process.wait(timeout=20) == 0
        self.process.stdin.close()
        self.process.stdout.close()


def talking(quickstart):
    """Returns the terminal of Alice, who has called the customer of the printed curl command, and the callback."""
    alice = Terminal(quickstart, "alice")
    callback = post_as_printed(quickstart)
    alice.see("OFFER")
    alice.type("accept", "ready_to_call")
    alice.type("call", "connected")
    return alice, callback


def test_the_printed_curl_line_and_the_agent_at_a_terminal_do_the_whole_job(quickstart):
    alice, callback = talking(quickstart)
    alice.type("end", "ready_to_call")
    alice.type("done", "disposition_required")
    alice.type("code sold")
    alice.type("note pleased")
    alice.type("done", "completed")
    alice.quit()
    assert state_of(quickstart, callback["id"]) == "completed"


def test_two_agents_at_terminals_ask_one_another_and_hand_the_call_on(quickstart):
    alice, callback = talking(quickstart)
    bob = Terminal(quickstart, "bob")
    alice.type("consult bob")
    bob.see("alice asks you: offered; accept or decline?")
    bob.type("decline", "consultation closed: declined")
    alice.type("consult bob")
    bob.see("alice asks you: offered")
    bob.type("accept")
    alice.see("you ask bob: connected")
    alice.type("consult conference", "p3 is ")
    alice.type("drop p3")
    bob.see("consultation closed: ended")
    alice.type("hold", "on_hold")
    alice.type("resume", "connected")
    alice.type("digits 12#")
    alice.type("actions", '"actions": []')
    alice.type("transfer bob", "interaction closed: transferred")
    bob.see(": connected; you can")
    bob.type("end all", "ready_to_call")
    bob.type("code sold")
    bob.type("done", "completed")
    alice.quit()
    bob.quit()
    assert state_of(quickstart, callback["id"]) == "completed"


def ended_terminal(folder, **arguments):
    """Runs Alice's terminal to the end of its input. Returns the ended process with its output."""
    return subprocess.run([f"{ROOT}/deploy/agent", "alice", "--data", folder], capture_output=True, check=False,
                          timeout=60, **arguments)


def test_rubbish_at_a_terminal_is_named_and_the_next_line_is_done(quickstart):
    alice = Terminal(quickstart, "alice")
    callback = post_as_printed(quickstart, "0124")
    alice.see("OFFER")
    alice.type("accept", "ready_to_call")
    alice.quit()
    ended = ended_terminal(quickstart.folder, input=b"\n".join([
        b"later inf", b"later -5", b"note \xff", b"note " + b"a" * 70000, b"note a\0b", b"\0", b"drop", b"digits",
        b"", b"show", b"code sold", b"done", b"later nan"]))
    assert (ended.returncode, ended.stderr) == (0, b"")
    shown = ended.stdout.decode()
    for said in ("not a number of minutes: inf", "Must not be in the past.", "can't decode byte 0xff",
                 "longer than 65536 bytes", "Must not contain control characters.",
                 "not an action: \N{REPLACEMENT CHARACTER}\n", "drop: there is no party",
                 "digits: Must not be empty.", '"interaction_id"',
                 "interaction closed: completed", "not a number of minutes: nan"):
        assert said in shown, said
    assert state_of(quickstart, callback["id"]) == "completed"


def test_a_terminal_reads_a_file_to_its_end(quickstart, tmp_path):
    (tmp_path / "typed").write_text("done\nhelp")
    with open(tmp_path / "typed", encoding="ascii") as file:
        ended = ended_terminal(quickstart.folder, stdin=file, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "done: there is no interaction\n" in ended.stdout and "WHOM" in ended.stdout


def said_of_a_failure(process):
    """The text on standard error, which is one line, and the exit status."""
    with process:
        said = process.stderr.read()
        return said, process.wait(timeout=60)


def test_a_terminal_says_that_the_server_was_lost_and_fails_but_not_at_ctrl_c(quickstart):
    terminals = [Terminal(quickstart, login, stderr=subprocess.PIPE) for login in ("alice", "bob", "alice")]
    assert said_of_a_failure(terminals[0].process) == (
        f"deploy/agent: alice at {quickstart.credentials()['url']}: "
        "the connection to the server was closed (code 4409)\n", 1)
    terminals[1].process.send_signal(signal.SIGINT)
    assert said_of_a_failure(terminals[1].process) == ("", 0)
    first = quickstart.children()["callbackd"]
    os.kill(first, signal.SIGKILL)
    said, status = said_of_a_failure(terminals[2].process)
    assert "the connection to the server was closed (code 1006)" in said and said.count("\n") == status == 1
    until(lambda: quickstart.children().get("callbackd", first) != first, what="a new server")
    until(quickstart.is_ready, what="readiness")


@pytest.mark.parametrize("changed, said", [
    ({"users": {"alice": "wrong"}}, "(401)"), ({"url": "http://127.0.0.1:1"}, "Cannot connect"),
    ({"url": "nowhere"}, "InvalidURL"), ({"url": "ftp://127.0.0.1"}, "not understood"),
    ({"users": 5}, "no quick start"), ({"users": {"zoe": "x"}}, "there are: zoe")])
def test_a_terminal_that_cannot_log_in_says_why_and_fails(quickstart, tmp_path, changed, said):
    (tmp_path / "credentials.json").write_text(json.dumps(quickstart.credentials() | changed))
    ended = ended_terminal(tmp_path, stdin=subprocess.DEVNULL, text=True)
    assert ended.returncode in (1, 2)
    assert said in ended.stderr.splitlines()[-1] and "Traceback" not in ended.stderr


def test_the_curl_line_of_the_protocol_makes_one_callback_however_often(quickstart):
    with open(f"{ROOT}/proto/README.md", encoding="utf-8") as file:
        command = re.search(r"```sh\n(curl .*?)```", file.read(), re.DOTALL)[1]
    credentials = quickstart.credentials()
    values = {"URL": credentials["url"], "SECRET_KEY": credentials["sites"]["www"]["secret_key"]}
    answers = [subprocess.run(["bash", "-c", command], env={**os.environ, **values}, capture_output=True,
                              text=True, check=True).stdout for _ in range(2)]
    assert all(answer.startswith("HTTP/1.1 201") for answer in answers), answers
    assert len({json.loads(answer.splitlines()[-1])["id"] for answer in answers}) == 1


def test_a_server_that_dies_is_started_again_with_everything_acknowledged(quickstart):
    callback = post_as_printed(quickstart)
    first = quickstart.children()["callbackd"]
    os.kill(first, signal.SIGKILL)
    until(lambda: quickstart.children().get("callbackd", first) != first, what="a new server")
    until(quickstart.is_ready, what="readiness")
    assert state_of(quickstart, callback["id"]) in ("queued", "offered")


def test_a_folder_or_a_port_that_is_taken_is_refused(quickstart, tmp_path):
    same_folder = run("--data", quickstart.folder)
    assert same_folder.returncode == 1
    assert quickstart.folder in same_folder.stderr
    same_port = run("--data", str(tmp_path / "other"), "--http-port", str(quickstart.port))
    assert same_port.returncode == 1
    assert str(quickstart.port) in same_port.stderr


def test_the_same_folder_goes_on_with_the_same_data_and_credentials(quickstart):
    before, children = quickstart.credentials(), quickstart.children()
    callbacks = json.loads(subprocess.run(
        ["psql", before["database_url"], "-Atc", "SELECT json_agg(id) FROM callbackd.callback"],
        capture_output=True, text=True, check=True).stdout)
    assert quickstart.end(signal.SIGINT) == 0
    assert all(process_has_ended(pid) for pid in children.values())
    again = Running(quickstart.folder, port=quickstart.port)
    try:
        assert again.credentials()["sites"] == before["sites"]
        assert again.credentials()["users"] == before["users"]
        assert all(state_of(again, callback_id) for callback_id in callbacks)
        children = again.children()
        assert again.end(signal.SIGHUP) == 0   # as if the terminal had gone away
        assert all(process_has_ended(pid) for pid in children.values())
    finally:
        again.end()


def test_another_site_brings_its_own_agents_and_nothing_outlives_a_kill(folder):
    site = folder + ".toml"
    with open(site, "w", encoding="utf-8") as file:
        file.write('[[sites]]\nname = "shop"\n[[agents]]\nlogin = "zoe"\n[[queues]]\nname = "orders"\n')
    other = Running(folder + "-zoe", "--site", site)
    assert set(other.credentials()["users"]) == {"zoe"}
    assert set(other.credentials()["sites"]) == {"shop"}
    assert '"queue": "orders"' in other.output()
    children = other.children()
    assert set(children) == {"callbackd", "postgres"}
    other.process.kill()
    assert all(process_has_ended(pid) for pid in children.values())
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", other.port))


def test_a_mistake_in_the_site_is_shown_with_its_line(folder):
    site = folder + "-wrong.toml"
    with open(site, "w", encoding="utf-8") as file:
        file.write('[[queues]]\nname = "orders"\ncolour = "red"\n')
    ended = run("--data", folder + "-wrong", "--http-port", "24999", "--site", site)
    assert ended.returncode == 1
    assert ":3:" in ended.stderr and "colour" in ended.stderr
