"""HAProxy in front of a cell, by deploy/haproxy.cfg itself: only the addresses are others."""
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile

from lib.contract import ROOT
from lib.server import PORTS
from private_postgres import free_port
from supervised import dies_with_parent
from waiting import until

PROGRAM = "/usr/sbin/haproxy"


def address(url):
    return url.removeprefix("http://")


class Front:
    def __init__(self, members):
        self.folder = tempfile.mkdtemp(prefix="callbackd-haproxy-")
        self.port = free_port(ports=PORTS)
        self.url = f"http://127.0.0.1:{self.port}"
        self.members = members
        # as agents and websites of the tests need it
        self.keys, self.passwords, self.tokens, self.private = (
            members[0].keys, members[0].passwords, members[0].tokens, members[0].private)
        self.process = None

    def configuration(self):
        with open(os.path.join(ROOT, "deploy", "haproxy.cfg"), encoding="utf-8") as file:
            text = file.read()
        text, ports = re.subn(r"bind :8080", f"bind 127.0.0.1:{self.port}", text)
        text, limits = re.subn(r"maxconn 20000", "maxconn 200", text)   # a test has fewer descriptors
        members = iter(self.members)

        def real(_):
            member = next(members)
            return f"{address(member.url)} port {member.operator_url.rpartition(':')[2]}"
        text, servers = re.subn(r"10\.0\.0\.1\d:8080 port 9090", real, text)
        assert (ports, limits, servers) == (1, 1, len(self.members))
        return text

    def start(self):
        path = os.path.join(self.folder, "haproxy.cfg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.configuration())
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "-db", "-f", path], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL))
        until(self.listens, what="the proxy's port")
        return self

    def listens(self):
        with socket.create_connection(("127.0.0.1", self.port)):
            return True

    def end(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
