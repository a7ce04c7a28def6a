"""One callbackd with its configuration, site, users and keys, run under supervision. Commands of callbackd make the
users and the keys.

The passwords and keys are kept in plain text in credentials.json, which only its owner may read. The server itself
stores only their hashes.
"""
import asyncio
import json
import os
import secrets
import signal
import tomllib
import urllib.error
import urllib.request

from private_folder import write_secret
from private_postgres import SERVING_USER, USER, Problem, free_port
from supervised import Supervised

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = f"{ROOT}/build/release/callbackd"
OPERATOR_PORTS = range(18080, 25000)
START_SECONDS = 30
POLL_SECONDS = 0.05
END_SIGNALS = [(signal.SIGTERM, 10), (signal.SIGTERM, 5), (signal.SIGKILL, 5)]

CONFIGURATION = """\
# deploy/quickstart writes this file at every start. config/callbackd.toml explains the names of the settings.
[database]
url = {serving_url}
owner_url_file = {owner_url_path}
runtime_role = {serving_user}
[http]
address = "127.0.0.1"
port = {http_port}
agent_origins = ["http://127.0.0.1:{http_port}", "http://localhost:{http_port}"]
[operator]
address = "127.0.0.1"
port = {operator_port}
[voice]
{voice}[secrets]
server_key_file = {server_key_path}
[cell]
instance = "quickstart"
state_dir = {folder}
[limits]
drain_seconds = 5
"""


VOICE_KEYS = ("ari_url", "ari_user", "agent_endpoint", "contact_endpoint")


def voice_section(voice, folder):
    """The lines of [voice] in the configuration. `voice`: the options of `--voice asterisk` by name, with the
    password. If `voice` is empty, the gateway is the simulator."""
    if not voice:
        return 'gateway = "simulator"\n'
    password_path = os.path.join(folder, "ari_password")
    write_secret(password_path, voice["ari_password"])
    given = {key: voice[key] for key in VOICE_KEYS if voice.get(key)} | {"ari_password_file": password_path}
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in ({"gateway": "asterisk"} | given).items())


async def tool(command, *arguments, text=""):
    """Runs a command of callbackd and returns what it prints. If the command fails, raises Problem with the
    command's message."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM, command, *arguments, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    out, err = await process.communicate(text.encode())
    if process.returncode != 0:
        raise Problem(f"callbackd {command}: {(err or out).decode().strip()}")
    return out.decode().strip()


class RunningServer:
    def __init__(self, folder, http_port, postgres, say, voice=None):
        self.say = say
        self.folder = folder
        self.postgres = postgres
        self.voice = voice or {}
        self.credentials_path = os.path.join(folder, "credentials.json")
        self.config_path = os.path.join(folder, "callbackd.toml")
        self.server_key_path = os.path.join(folder, "server.key")
        self.owner_url_path = os.path.join(folder, "database_owner_url")
        self.credentials = self._known() | {
            "url": f"http://127.0.0.1:{http_port}",
            "operator_url": f"http://127.0.0.1:{free_port(http_port + 1, OPERATOR_PORTS)}",
            "database_url": postgres.url(),
        }
        self.process = Supervised([PROGRAM, "serve", "--config", self.config_path],
                                  os.path.join(folder, "callbackd.log"), END_SIGNALS, say)

    def _known(self):
        try:
            with open(self.credentials_path, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {"url": "", "operator_url": "", "database_url": "", "sites": {}, "users": {}}

    async def start(self, site_path):
        self._configure()
        self.say("migrating, applying the site definition …")
        await self._tool("migrate")
        await self._tool("apply", site_path)
        await self.process.start()
        await self._until_ready()
        await self._issue(site_path)
        write_secret(self.credentials_path, json.dumps(self.credentials, indent=2) + "\n")

    def _configure(self):
        if not os.path.exists(self.server_key_path):
            write_secret(self.server_key_path, secrets.token_hex(32) + "\n")
        write_secret(os.path.join(self.folder, "pgpass"), f"*:*:*:{USER}:{self.postgres.password}\n")
        write_secret(self.owner_url_path, self.postgres.url() + "\n")
        write_secret(self.config_path, CONFIGURATION.format(
            folder=json.dumps(self.folder),
            serving_url=json.dumps(self.postgres.serving_url()),
            owner_url_path=json.dumps(self.owner_url_path),
            serving_user=json.dumps(SERVING_USER),
            http_port=self.credentials["url"].rpartition(":")[2],
            operator_port=self.credentials["operator_url"].rpartition(":")[2],
            voice=voice_section(self.voice, self.folder),
            server_key_path=json.dumps(self.server_key_path)))

    async def _tool(self, command, *arguments, text=""):
        return await tool(command, "--config", self.config_path, *arguments, text=text)

    async def _until_ready(self):
        loop = asyncio.get_running_loop()
        deadline = loop.time() + START_SECONDS
        while not await loop.run_in_executor(None, self._is_ready):
            await asyncio.sleep(POLL_SECONDS)
            if loop.time() > deadline or self.process.restarts > 0:
                raise Problem(f"the server does not start:\n{self.process.last_lines()}")

    def _is_ready(self):
        try:
            with urllib.request.urlopen(self.credentials["operator_url"] + "/readyz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    async def _issue(self, site_path):
        """Makes the keys and passwords that are missing. Keys and passwords of an earlier run stay."""
        with open(site_path, "rb") as file:
            definition = tomllib.load(file)
        sites, users = self.credentials["sites"], self.credentials["users"]
        self.credentials["sites"] = {
            site["name"]: sites.get(site["name"]) or {
                "secret_key": await self._tool("key", "--site", site["name"], "--kind", "secret"),
                "publishable_key": await self._tool("key", "--site", site["name"], "--kind", "publishable"),
            } for site in definition.get("sites", [])}
        self.credentials["users"] = {
            agent["login"]: users.get(agent["login"]) or await self._make_user(agent)
            for agent in definition.get("agents", [])}

    async def _make_user(self, agent):
        password = secrets.token_urlsafe(9)
        await self._tool("user", "--login", agent["login"], "--name", agent.get("name", agent["login"]),
                         "--roles", ",".join(agent.get("roles", ["agent"])), "--password-stdin",
                         text=password + "\n")
        return password

    async def end(self):
        await self.process.end()
