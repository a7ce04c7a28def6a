"""Real proxies in front of servers. They are configured by the examples in deploy/, with other addresses and sizes.
Each proxy asks from a loopback address of its own, so that a server can trust it and no other client of a test."""
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

HAPROXY_ADDRESS = "127.0.0.9"   # in proxy_protocol_from of its servers
NGINX_ADDRESS = "127.0.0.8"     # in forwarded_from


def address(url):
    return url.removeprefix("http://")


class Front:
    """A proxy in front of servers. `members`: these servers. Agents and websites of the tests use the proxy as if it
    were one of the servers."""
    name = None

    def __init__(self, members):
        self.folder = tempfile.mkdtemp(prefix=f"callbackd-{self.name}-")
        self.port = free_port(ports=PORTS)
        self.url = f"http://127.0.0.1:{self.port}"
        self.members = members
        self.keys, self.passwords, self.tokens, self.private = (
            members[0].keys, members[0].passwords, members[0].tokens, members[0].private)
        self.process = None

    def configured(self, *changes):
        """Writes the example of deploy/ with changes. Each change is (pattern, replacement, how often the pattern must
        be found). Returns the path of the file."""
        with open(os.path.join(ROOT, "deploy", f"{self.name}.{self.suffix}"), encoding="utf-8") as file:
            text = file.read()
        for pattern, replacement, times in changes:
            text, made = re.subn(pattern, replacement, text)
            assert made == times, pattern
        path = os.path.join(self.folder, "configuration")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start(self):
        command = self.command()
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL))
        until(self.listens, what="the proxy's port")
        return self

    def listens(self):
        with socket.create_connection(("127.0.0.1", self.port)):
            return True

    def end(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class HaProxy(Front):
    name, suffix = "haproxy", "cfg"

    def command(self):
        members = iter(self.members)

        def server(_):
            member = next(members, None)
            return "" if member is None else (
                f"  server {member.url.rpartition(':')[2]} {address(member.url)} port {member.operator_url.rpartition(':')[2]}")
        path = self.configured(
            (r"bind :8080", f"bind 127.0.0.1:{self.port}", 1),
            (r"maxconn 20000", "maxconn 200", 1),   # a test may open fewer files
            (r"size 200k", "size 1k", 1),
            (r"\nbackend cell\n", f"\nbackend cell\n  source {HAPROXY_ADDRESS}\n", 1),
            (r"  server \w+ 10\.0\.0\.1\d:8080 port 9090", server, 2))
        return ["/usr/sbin/haproxy", "-db", "-f", path]


class Nginx(Front):
    name, suffix = "nginx", "conf"

    def command(self):
        places = "".join(f"  {place}_temp_path {self.folder};\n" for place in
                         ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        path = self.configured(
            (r"listen 8080", f"listen 127.0.0.1:{self.port}", 1),
            (r"worker_processes auto;\nworker_rlimit_nofile 40000;", "worker_processes 1;", 1),
            (r"worker_connections 16000", "worker_connections 200", 1),
            (r"\nhttp {\n", f"\nhttp {{\n{places}", 1),
            (r"10\.0\.0\.11:8080", address(self.members[0].url), 1),
            (r"proxy_http_version", f"proxy_bind {NGINX_ADDRESS};\n      proxy_http_version", 1))
        whole = f"daemon off; pid {self.folder}/pid; error_log stderr;" + (" user root;" if os.geteuid() == 0 else "")
        return ["/usr/sbin/nginx", "-p", self.folder, "-c", path, "-g", whole]
