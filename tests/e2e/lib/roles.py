"""The roles that may use each route, as a table: the tests of roles and of revocation compare the server with it."""
import base64
import hashlib
import secrets
from dataclasses import dataclass, field

from lib import contract

AGENT, SUPERVISOR, ADMIN = "agent", "supervisor", "admin"
SUPERVISORS = {SUPERVISOR, ADMIN}
NO_USER = set()
ANY_USER = None

UNKNOWN = "/v1/callbacks/01975b7e-0a4c-7d31-9b52-3c1f6d2e8a10"
OTHER = {"If-Match": '"another"'}   # an ETag that no part has, so that nothing is changed


@dataclass
class Route:
    method: str
    path: str                  # a request that changes nothing
    roles: set | None          # users with any of these roles may use the route; ANY_USER: all users
    body: dict | None = None
    headers: dict = field(default_factory=dict)


# POST and DELETE of /v1/sessions are not in this table, because they cannot be tried like the other routes. POST needs
# a password. DELETE is allowed for ANY_USER, and it ends the token that it is sent with.
ROUTES = [
    Route("POST", "/v1/callbacks", NO_USER, {"queue": "calm", "contact": {"phone": "+442079460123"}}),
    Route("GET", UNKNOWN, SUPERVISORS),
    Route("PATCH", UNKNOWN, SUPERVISORS, {"priority": 1}),
    Route("DELETE", UNKNOWN, SUPERVISORS),
    Route("GET", UNKNOWN + "/events", SUPERVISORS),
    Route("GET", UNKNOWN + "/explain", SUPERVISORS),
    Route("DELETE", UNKNOWN + "/manage_token", SUPERVISORS),
    Route("GET", "/v1/queues/calm/estimate", NO_USER),
    Route("GET", "/v1/queues/slotted/slots", NO_USER),
    Route("GET", "/v1/admin/definition", {ADMIN}),
    Route("PUT", "/v1/admin/definition", {ADMIN}, {"company": {"name": "x", "time_zone": "UTC", "default_region": "GB"}}, OTHER),
    Route("GET", "/v1/admin/queues", {ADMIN}),
    Route("GET", "/v1/admin/queues/calm", {ADMIN}),
    Route("PUT", "/v1/admin/queues/calm", {ADMIN}, {"name": "calm"}, OTHER),
    Route("DELETE", "/v1/admin/queues/calm", {ADMIN}, None, OTHER),
]
SESSIONS = [("POST", "/v1/sessions"), ("DELETE", "/v1/sessions")]


def every_route_is_stated():
    """Checks that every path pattern of the contract has a request here."""
    ours = [(route.method, route.path) for route in ROUTES] + SESSIONS
    met = [contract.route_of(method, path) for method, path in ours]
    for row in contract.ROUTES:
        assert row[0] == "OPTIONS" or row in met, row[:2]


def may_use(route, roles):
    return route.roles is ANY_USER or bool(route.roles & set(roles))


async def status(desk, route, token):
    return (await desk.http.ask(route.method, route.path, route.body, key=token, headers=route.headers)).status


def effective(of_row, written):
    """The roles that count. `of_row`: the roles in the user's row. `written`: the roles that the definition has for
    this login. If `written` is None, the definition says nothing about roles, and all roles of the row count."""
    return [role for role in of_row if written is None or role in written]


def put_user(database, login, roles):
    """Writes the user directly into the table, with a password hash that fits no password. No command of callbackd
    makes such a user."""
    database.rows("INSERT INTO site_user VALUES (%s, %s, %s::text[], 'none', now()) RETURNING login", login, login, list(roles))


def new_token(database, login):
    token = "us_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    database.rows("INSERT INTO session_token VALUES (%s, %s, now(), now() + interval '1 hour') RETURNING login",
                  hashlib.sha256(token.encode()).digest(), login)
    return token
