"""The text with which the quick start tells a newcomer what to do next. Its command lines work as they are, because
they contain the keys of this run."""
import json
import os
import re
import shlex

EXAMPLE_NUMBERS = {"GB": "+44 20 7946 0123", "US": "+1 202 555 0123", "DE": "+49 30 23125 123"}

TEXT = """
1. Be an agent, in another terminal (Ready at once; it shows offers and says what you can type):

  {agent_command}

2. Ask for a callback, as a website would ({what_happens}):

  {curl_command}

3. See what PostgreSQL has:

  {psql_command}

Keys and passwords: {folder}/credentials.json     The server's log: {folder}/callbackd.log
Ctrl-C ends the server and its PostgreSQL; the same command goes on with the same data.
"""


def _number(site):
    allowed = site.get("countries") or ["GB"]
    return next((EXAMPLE_NUMBERS[country] for country in allowed if country in EXAMPLE_NUMBERS),
                EXAMPLE_NUMBERS["GB"])


def _curl(credentials, definition):
    sites = definition.get("sites", [])
    queues = [queue["name"] for queue in definition.get("queues", [])]
    if not sites or not queues:
        return "(this site definition has no site or no queue to post to)"
    allowed = [queue for queue in sites[0].get("queues", queues) if queue in queues]
    body = {"queue": (allowed or queues)[0],
            "contact": {"name": "Ada Lovelace", "phone": _number(sites[0])},
            "attributes": {"topic": "billing", "page": "/pricing"}}
    key = credentials["sites"][sites[0]["name"]]["secret_key"]
    return " \\\n    ".join([
        f"curl -sS {credentials['url']}/v1/callbacks -H 'Content-Type: application/json'",
        f"-H 'Authorization: Bearer {key}'",
        "-d " + shlex.quote(json.dumps(body))])


def _without_password(url):
    """The URL without its password: everybody on the machine can see a command line."""
    return re.sub(r":[^:@/]*@", "@", url)


SIMULATED = """the last three digits choose what the simulated contact does:
   server/voice/README.md; these are answered within a second"""
REAL = """when the agent calls, your Asterisk rings the agent's phone and then this
   number: put one there that you may ring"""


def next_steps(credentials, definition, folder, top, real_calls=False):
    login = next(iter(credentials["users"]), "LOGIN")
    data = "" if folder == os.path.join(top, "build", "quickstart") else f" --data {shlex.quote(folder)}"
    return TEXT.format(
        agent_command=f"{shlex.quote(top)}/deploy/agent {login}{data}",
        what_happens=REAL if real_calls else SIMULATED,
        curl_command=_curl(credentials, definition),
        psql_command=f"PGPASSFILE={shlex.quote(folder)}/pgpass psql '{_without_password(credentials['database_url'])}' -c 'TABLE callbackd.callback_event'",
        folder=folder)
