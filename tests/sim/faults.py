"""What can go wrong with an answer on its way, by name:

    slow-<seconds>   the right answer, late           hang       none for half a minute
    cut              the connection ends in the body  reset      RST instead of an answer
    status-<n>       another status, with HTML        redirect   302 to another path of the same server
    garbage          HTML with status 200             empty      nothing, with status 200
    duplicate        the same key twice               deep       thirty thousand levels of JSON
    huge             more than anybody needs          flood      the same, and no length before it
    errcode-<n>      a refusal by WeChat itself
"""
import json
import re
import socket
import struct
import time

NAMES = re.compile(r"slow-\d+(\.\d+)?|hang|cut|reset|status-\d{3}|redirect|garbage|empty|duplicate"
                   r"|deep|huge|flood|errcode--?\d+")
HANG_S = 30
PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
BODIES = {
    "garbage": PAGE,
    "empty": b"",
    "duplicate": b'{"openid":"oFirst","openid":"oSecond","session_key":"a","access_token":"x",'
                 b'"access_token":"y","expires_in":7200}',
    "deep": b'{"openid":' + b"[" * 30000 + b"]" * 30000 + b"}",
    "huge": b'{"openid":"oHuge","padding":"' + b"x" * 100000 + b'"}',
}


def known(name):
    return NAMES.fullmatch(name) is not None


def cut(handler, answer):
    """Half of what was promised, and an end."""
    data = json.dumps(answer or {"openid": "oCut"}).encode()
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data) * 2))
    handler.end_headers()
    handler.wfile.write(data)
    handler.wfile.flush()
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def reset(handler, _answer):
    handler.close_connection = True
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def redirect(handler, _answer):
    handler.send_response(302)
    handler.send_header("Location", "/sns/jscode2session?redirected=1")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def flood(handler, _answer):
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    for _ in range(1000):
        handler.wfile.write(b'{"openid":"oFlood"}' * 500)


ACTS = {"cut": cut, "reset": reset, "redirect": redirect, "flood": flood}


def send(handler, fault, answer):
    """Sends the answer through the handler, or what the fault makes of it; None: no fault."""
    if not fault or not known(fault):
        handler.say(answer)
    elif fault in ACTS:
        ACTS[fault](handler, answer)
    elif fault in BODIES:
        handler.say(BODIES[fault], content_type="text/html")
    elif fault.startswith("status-"):
        handler.say(PAGE, int(fault.removeprefix("status-")), "text/html")
    elif fault == "hang":
        time.sleep(HANG_S)
        handler.close_connection = True
    else:
        time.sleep(float(fault.removeprefix("slow-")))
        handler.say(answer)
