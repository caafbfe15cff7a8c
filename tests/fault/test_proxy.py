"""The fault proxy does what it says; otherwise the tests that rely on it would prove nothing."""
import contextlib
import socket
import threading
import time
from statistics import median

import pytest
from harness.city import wait_until
from harness.proxy import Proxy


class Echo:
    """A server that says everything back, and notes how each connection ended."""

    def __init__(self, family=socket.AF_INET, address=("127.0.0.1", 0)):
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.bind(address)
        self.listener.listen()
        self.address = self.listener.getsockname()
        self.heard = b""
        self.ends = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self.listener.accept()[0],),
                                 daemon=True).start()

    def _serve(self, peer):
        with peer:
            try:
                while data := peer.recv(65536):
                    self.heard += data
                    peer.sendall(data)
                self.ends.append("end")
            except OSError:
                self.ends.append("reset")


@pytest.fixture
def echo():
    made = Echo()
    yield made
    made.listener.close()


@pytest.fixture
def proxy(echo):
    made = Proxy(echo.address, seed=7)
    yield made
    made.close()


def call(proxy, timeout=5):
    return socket.create_connection((proxy.host, proxy.port), timeout)


def exactly(peer, size):
    data = b""
    while len(data) < size and (part := peer.recv(size - len(data))):
        data += part
    return data


def seconds_for(peer, data):
    started = time.monotonic()
    peer.sendall(data)
    assert exactly(peer, len(data)) == data
    return time.monotonic() - started


def test_passes_everything_in_order(proxy, echo):
    """Several connections, more bytes than any buffer holds, and the end of each."""
    data = bytes(range(256)) * 8192
    peers = [call(proxy) for _ in range(5)]
    for peer in peers:
        threading.Thread(target=peer.sendall, args=(data,)).start()
    for peer in peers:
        assert exactly(peer, len(data)) == data
        peer.shutdown(socket.SHUT_WR)
        assert peer.recv(1) == b""
        peer.close()
    assert echo.ends == ["end"] * 5
    wait_until(lambda: not proxy.pairs)
    assert proxy.up.passed == proxy.down.passed == 5 * len(data)


def test_reaches_a_unix_socket(tmp_path):
    path = str(tmp_path / "s")
    server = Echo(socket.AF_UNIX, path)
    proxy = Proxy(path)
    with call(proxy) as peer:
        assert seconds_for(peer, b"hello") < 2
    proxy.close()
    server.listener.close()


def test_delays_and_keeps_the_order(proxy):
    with call(proxy) as peer:
        assert seconds_for(peer, b"x") < 0.25
        proxy.up.delay, proxy.down.delay = 0.1, 0.15
        assert 0.25 <= seconds_for(peer, b"x") < 1
        proxy.heal()
        proxy.up.jitter = 0.05
        for number in range(20):
            peer.sendall(b"%02d" % number)
            time.sleep(0.005)
        assert exactly(peer, 40) == b"".join(b"%02d" % number for number in range(20))


def test_limits_the_bandwidth(proxy):
    with call(proxy) as peer:
        proxy.down.bandwidth = 40000
        assert 0.4 <= seconds_for(peer, b"x" * 20000) < 3


def test_stalls_and_goes_on(proxy, echo):
    with call(proxy) as peer:
        proxy.down.stall()
        peer.sendall(b"question")
        wait_until(lambda: proxy.down.held() == b"question")
        peer.settimeout(0.1)
        with pytest.raises(TimeoutError):
            peer.recv(1)
        assert echo.heard == b"question"
        proxy.down.resume()
        peer.settimeout(5)
        assert exactly(peer, 8) == b"question"
        proxy.up.stall()
        peer.sendall(b"second")
        wait_until(lambda: proxy.up.held() == b"second")
        peer.close()
        time.sleep(0.05)
        assert echo.heard == b"question" and echo.ends == []
        proxy.up.resume()
        wait_until(lambda: echo.ends)
        assert echo.heard == b"questionsecond"


def test_truncates_after_so_many_bytes(proxy, echo):
    """To the byte, on the present and on later connections; and says something in the end."""
    early = call(proxy)
    assert seconds_for(early, b"before") < 2
    proxy.down.truncate(3)
    for peer in (early, call(proxy)):
        with peer:
            peer.sendall(b"abcdef")
            assert exactly(peer, 9) == b"abc"
    proxy.down.truncate(2, b"BYE")
    with call(proxy) as peer:
        peer.sendall(b"abcdef")
        assert exactly(peer, 9) == b"abBYE"
    proxy.heal()
    with call(proxy) as peer:
        assert seconds_for(peer, b"abcdef") < 2
    proxy.up.truncate(4)
    heard = len(echo.heard)
    with call(proxy) as peer:
        peer.sendall(b"abcdef")
        assert exactly(peer, 6) in (b"", b"abcd")
    wait_until(lambda: len(echo.heard) == heard + 4)


def test_resets_both_sides(proxy, echo):
    with call(proxy) as peer:
        assert seconds_for(peer, b"x") < 2
        proxy.reset()
        with pytest.raises(ConnectionResetError):
            peer.recv(1)
        wait_until(lambda: echo.ends == ["reset"])
    with call(proxy) as peer:
        assert seconds_for(peer, b"a new one") < 2
        proxy.refusing = True
        with pytest.raises(ConnectionResetError), call(proxy) as other:
            other.recv(1)
        assert seconds_for(peer, b"the old one") < 2


def test_passes_a_reset_on(proxy, echo):
    peer = call(proxy)
    assert seconds_for(peer, b"x") < 2
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    peer.close()
    wait_until(lambda: echo.ends == ["reset"])


def test_half_closes(proxy, echo):
    with call(proxy) as peer:
        assert seconds_for(peer, b"x") < 2
        proxy.down.half_close()
        assert peer.recv(1) == b""
        peer.sendall(b"still heard")
        wait_until(lambda: echo.heard == b"xstill heard")
    wait_until(lambda: echo.ends == ["end"])


def test_freezes_the_present_only(proxy, echo):
    """Half-open: neither side hears anything of the other any more, not even its end."""
    frozen = call(proxy)
    assert seconds_for(frozen, b"x") < 2
    proxy.freeze()
    frozen.sendall(b"lost")
    with call(proxy) as peer:
        assert seconds_for(peer, b"y") < 2
    proxy.heal()
    frozen.close()
    time.sleep(0.1)
    assert echo.heard == b"xy" and echo.ends == ["end"]


def test_is_the_same_with_the_same_seed(echo):
    def apart(taken, others):  # whatever else the machine does once in a while
        return median(abs(one - two) for one, two in zip(taken, others))

    def lateness(seed):
        proxy = Proxy(echo.address, seed)
        proxy.up.jitter = 0.2
        with call(proxy) as peer:
            taken = [seconds_for(peer, b"x") for _ in range(4)]
        proxy.close()
        return taken
    first, second, other = lateness(1), lateness(1), lateness(2)
    assert apart(first, second) < 0.03 < apart(first, other), (first, second, other)
