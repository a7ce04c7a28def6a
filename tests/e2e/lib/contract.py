"""proto/schemas for tests: everything that is sent and received is checked against them."""
import json
import os
import re
from functools import lru_cache

import jsonschema

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SCHEMAS = os.path.join(ROOT, "proto", "schemas")
BASE = "http://schemas.invalid/"

# Statuses with which a request can be refused. Every route may answer those of REFUSED_HEAD.
REFUSED_HEAD = {400, 405, 408, 414, 431}
REFUSED = REFUSED_HEAD | {401, 403, 404, 413, 422, 429, 503}
WITH_BODY = REFUSED | {415}

KINDS = "(queues|routing_points|agents|skills|codes|layouts|hours|responses|sites)"

# The routes of the contract. Each row: method, pattern of the path, schema of the request, {status: schema of the
# answer}, and the statuses whose answer is a problem (application/problem+json).
ROUTES = [
    ("POST", r"/v1/callbacks", "http.post_callback.request",
     {201: "http.post_callback.response"}, WITH_BODY | {409}),
    ("GET", r"/v1/callbacks/[^/]+", None, {200: "http.callback"}, REFUSED),
    ("PATCH", r"/v1/callbacks/[^/]+", "http.patch_callback.request", {200: "http.callback"}, WITH_BODY | {409}),
    ("DELETE", r"/v1/callbacks/[^/]+", None, {200: "http.callback"}, REFUSED | {409}),
    ("GET", r"/v1/callbacks/[^/]+/events", None, {200: "http.events"}, REFUSED),
    ("GET", r"/v1/callbacks/[^/]+/explain", None, {200: "http.explain"}, REFUSED),
    ("DELETE", r"/v1/callbacks/[^/]+/manage_token", None, {204: None}, REFUSED),
    ("GET", r"/v1/queues/[^/]+/estimate", None, {200: "http.estimate"}, REFUSED),
    ("GET", r"/v1/queues/[^/]+/slots", None, {200: "http.slots"}, REFUSED),
    ("POST", r"/v1/sessions", "http.session.request", {201: "http.session"}, WITH_BODY),
    ("DELETE", r"/v1/sessions", None, {204: None}, REFUSED),
    ("GET", r"/v1/admin/definition", None, {200: "http.definition"}, REFUSED),
    ("PUT", r"/v1/admin/definition", "http.definition", {200: "http.definition_change"}, WITH_BODY | {409, 412}),
    ("GET", fr"/v1/admin/{KINDS}", None, {200: "http.definition"}, REFUSED),
    ("GET", fr"/v1/admin/{KINDS}/[^/]+", None, {200: "http.definition_item"}, REFUSED),
    ("PUT", fr"/v1/admin/{KINDS}/[^/]+", "http.definition_item",
     {200: "http.definition_change", 201: "http.definition_change"}, WITH_BODY | {409, 412}),
    ("DELETE", fr"/v1/admin/{KINDS}/[^/]+", None, {200: "http.definition_change"}, REFUSED | {409, 412}),
    ("OPTIONS", r"/v1/callbacks(/[^/]+)?|/v1/queues/[^/]+/(estimate|slots)|/v1/sessions", None, {204: None}, REFUSED_HEAD),
]


@lru_cache(maxsize=None)
def _store():
    store = {}
    for name in os.listdir(SCHEMAS):
        if name.endswith(".json"):
            with open(os.path.join(SCHEMAS, name), encoding="utf-8") as file:
                store[BASE + name] = json.load(file)
    return store


@lru_cache(maxsize=None)
def _validator(name):
    address = f"{BASE}{name}.json"
    schema = _store().get(address)
    assert schema is not None, f"proto/schemas has no {name}.json"
    resolver = jsonschema.RefResolver(address, schema, store=_store())
    return jsonschema.Draft202012Validator(schema, resolver=resolver)


def examples(name):
    return _store()[f"{BASE}{name}.json"]["examples"]


def breaches(value, name):
    """The faults of a value against the schema, as a text. An empty text: there is no fault."""
    return [f"{name} at {'/'.join(map(str, error.absolute_path)) or 'the top'}: {error.message[:300]}"
            for error in _validator(name).iter_errors(value)]


def hold(value, name):
    found = breaches(value, name)
    assert not found, "\n".join(found) + f"\nin {json.dumps(value)[:1500]}"


def has_schema(name):
    return f"{BASE}{name}.json" in _store()


def route_of(method, path):
    """The row of ROUTES; None: the contract does not have this route."""
    for row in ROUTES:
        if row[0] == method and re.fullmatch(row[1], path):
            return row
    return None


def path_is_known(path):
    return any(re.fullmatch(row[1], path) for row in ROUTES)
