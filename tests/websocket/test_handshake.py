"""The opening handshake (RFC 6455, section 4): what is accepted, what is refused, and how."""
import pytest
from cases import good
from client import Client, accept_of, handshake

KEY = "dGhlIHNhbXBsZSBub25jZQ=="   # the example key of the RFC

GOOD = {
    "as the RFC has it": {},
    "other cases": {"Upgrade": "WebSocket", "Connection": "upgrade"},
    "a list in Connection": {"Connection": "keep-alive, Upgrade"},
    "a list in Upgrade": {"Upgrade": "websocket, foo/2"},
    "spaces around values": {"Sec_Websocket_Version": "  13\t", "Upgrade": " websocket "},
    "a list of subprotocols": {"Sec_Websocket_Protocol": "chat, callbackd.v1"},
    "subprotocols in two fields": {"Sec_Websocket_Protocol": ["chat", "callbackd.v1"]},
    "extensions": {"Sec_Websocket_Extensions": "permessage-deflate; client_max_window_bits"},
    "an absolute target": {"first": "GET http://callbackd.example.com/v1/agent HTTP/1.1"},
}
REFUSED = {
    "no version": ({"Sec_Websocket_Version": None}, 426),
    "version 8": ({"Sec_Websocket_Version": "8"}, 426),
    "version 14": ({"Sec_Websocket_Version": "14"}, 426),
    "version 013": ({"Sec_Websocket_Version": "013"}, 426),
    "version 13 among others": ({"Sec_Websocket_Version": "8, 13"}, 426),
    "two versions": ({"Sec_Websocket_Version": ["13", "13"]}, 400),
    "no key": ({"Sec_Websocket_Key": None}, 400),
    "an empty key": ({"Sec_Websocket_Key": ""}, 400),
    "a key of 15 bytes": ({"Sec_Websocket_Key": "AAAAAAAAAAAAAAAAAAAA"}, 400),
    "a key of 17 bytes": ({"Sec_Websocket_Key": "AAAAAAAAAAAAAAAAAAAAAAA="}, 400),
    "a key that is no base64": ({"Sec_Websocket_Key": "dGhlIHNhbXBsZSBub25j*Q=="}, 400),
    "two keys": ({"Sec_Websocket_Key": [KEY, KEY]}, 400),
    "no subprotocol": ({"Sec_Websocket_Protocol": None}, 400),
    "another subprotocol": ({"Sec_Websocket_Protocol": "callbackd.v2"}, 400),
    "the subprotocol in capitals": ({"Sec_Websocket_Protocol": "CALLBACKD.V1"}, 400),
    "no Host": ({"Host": None}, 400),
    "two Hosts": ({"Host": ["a", "a"]}, 400),
    "Connection in two fields": ({"Connection": ["keep-alive", "Upgrade"]}, 400),
    "a body": ({"Content_Length": "5"}, 400),
    "a chunked body": ({"Transfer_Encoding": "chunked"}, 400),
    "no Upgrade": ({"Upgrade": None}, 404),
    "another Upgrade": ({"Upgrade": "h2c"}, 404),
    "no Connection": ({"Connection": None}, 404),
    "Connection: close": ({"Connection": "close"}, 404),
    "HTTP/1.0": ({"first": "GET /v1/agent HTTP/1.0"}, 404),
    "HTTP/2.0": ({"first": "GET /v1/agent HTTP/2.0"}, 400),
    "POST": ({"first": "POST /v1/agent HTTP/1.1"}, 404),
    "OPTIONS": ({"first": "OPTIONS /v1/agent HTTP/1.1"}, 404),
    "another path": ({"first": "GET /v1/agents HTTP/1.1"}, 404),
    "a path of another case": ({"first": "GET /v1/Agent HTTP/1.1"}, 404),
    "a foreign Origin": ({"Origin": "https://evil.example.com"}, 403),
    "two Origins": ({"Origin": ["https://agents.example.com"] * 2}, 400),
    "a wrong token": ({"Authorization": "Bearer wrong"}, 401),
}


@pytest.mark.parametrize("fields", GOOD.values(), ids=GOOD)
def test_a_good_handshake_is_answered_with_the_keys_proof(address, fields):
    with Client(address) as client:
        client.send(handshake(Sec_Websocket_Key=KEY, **fields))
        status, answered = client.head()
        assert status == 101
        assert answered["sec-websocket-accept"] == accept_of(KEY) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        assert (answered["upgrade"].lower(), answered["connection"].lower()) == ("websocket", "upgrade")
        assert answered["sec-websocket-protocol"] == "callbackd.v1"
        assert "sec-websocket-extensions" not in answered
        client.send(good())
        assert client.event() == ("answer", "good")


@pytest.mark.parametrize("fields, wanted", REFUSED.values(), ids=REFUSED)
def test_a_bad_handshake_is_refused_over_http(address, fields, wanted):
    with Client(address) as client:
        client.send(handshake(**fields))
        status, answered = client.head()
        assert status == wanted
        assert answered["content-type"] == "application/problem+json"
        if wanted == 426:
            assert answered["sec-websocket-version"] == "13"
            assert answered["upgrade"].lower() == "websocket" and "upgrade" in answered["connection"].lower()


def test_frames_sent_with_the_handshake_are_answered(address):
    with Client(address) as client:
        client.send(handshake() + good("a") + good("b"))
        assert client.head()[0] == 101
        assert [client.event(), client.event()] == [("answer", "a"), ("answer", "b")]


def test_a_refused_handshake_may_be_tried_again_on_the_same_connection(address):
    with Client(address) as client:
        client.send(handshake(Sec_Websocket_Version="8"))
        status, answered = client.head()
        assert status == 426
        client.read(int(answered["content-length"]))
        client.send(handshake())
        assert client.head()[0] == 101
