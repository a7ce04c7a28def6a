"""deploy/quickstart as a child process, looked at from outside only."""
import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path += [f"{ROOT}/tests/support", f"{ROOT}/deploy"]
from private_postgres import free_port  # noqa: E402
from waiting import until  # noqa: E402

START_SECONDS = 240   # the first start may have to build


def run(*options, **arguments):
    return subprocess.run([f"{ROOT}/deploy/quickstart", *options], capture_output=True, text=True,
                          check=False, timeout=START_SECONDS, **arguments)


class Running:
    """A quick start that is started and ready. `lines`: its standard output so far. `errors`: its standard error so
    far."""

    def __init__(self, folder, *options, port=None):
        self.port = port or free_port(ports=range(19000, 25000))
        self.folder = str(folder)
        self.lines = []
        self.errors = []
        self.process = subprocess.Popen(
            [f"{ROOT}/deploy/quickstart", "--data", self.folder, "--http-port", str(self.port), *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.readers = [threading.Thread(target=self._read, args=pair, daemon=True) for pair in
                        ((self.process.stdout, self.lines), (self.process.stderr, self.errors))]
        for reader in self.readers:
            reader.start()
        until(lambda: "Ctrl-C" in self.output() or self.process.poll() is not None, START_SECONDS, "ready")
        assert self.process.poll() is None, "".join(self.errors)

    @staticmethod
    def _read(stream, lines):
        for line in stream:
            lines.append(line)

    def output(self):
        return "".join(self.lines)

    def credentials(self):
        with open(os.path.join(self.folder, "credentials.json"), encoding="utf-8") as file:
            return json.load(file)

    def children(self):
        """name → pid of each process that it has started."""
        listed = subprocess.run(["ps", "-o", "pid=,comm=", "--ppid", str(self.process.pid)],
                                capture_output=True, text=True, check=False).stdout
        return {name: int(pid) for pid, name in (line.split() for line in listed.splitlines())}

    def get(self, path, key=None, base="url"):
        """Sends a GET; returns (status, body)."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        request = urllib.request.Request(self.credentials()[base] + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def is_ready(self):
        return self.get("/readyz", base="operator_url")[0] == 200

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(timeout=60)
        for reader in self.readers:
            reader.join()
        return status
