"""A TCP proxy that does harm on demand: it delays, stalls, cuts off and resets what passes."""
import collections
import contextlib
import random
import select
import socket
import struct
import threading
import time

CHUNK = 65536
HELD_MAX = 4 * 1024 * 1024  # of one link: beyond that its sender has to wait
RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no time: close sends RST, not FIN


class Link:
    """One direction of one connection."""

    def __init__(self, source, target, way):
        self.source, self.target, self.way = source, target, way
        self.queue = collections.deque()  # (earliest moment to pass it on, bytes)
        self.left = way.limit             # bytes until the cut; None: no cut
        self.free_at = 0                  # when the bandwidth lets the next bytes pass
        self.ended = False                # the source has said everything
        self.broken = False               # or broke off
        self.finished = False             # and the target knows
        self.blocked = False              # the target takes no more at the moment

    def held(self):
        return b"".join(data for _, data in self.queue)

    def size(self):
        return sum(len(data) for _, data in self.queue)

    def take(self, now, rng):
        """Reads what the source says."""
        try:
            data = self.source.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            self.ended = self.broken = True
            return
        if not data:
            self.ended = True
        elif not self.finished:
            due = now + self.way.delay + rng.uniform(0, self.way.jitter)
            self.queue.append((max(due, self.queue[-1][0] if self.queue else 0), data))

    def pause(self, now):
        """Seconds until something can be passed on; None: not before something else happens."""
        if self.way.stalled or self.blocked or self.finished:
            return None
        if not self.queue:
            return 0 if self.ended or self.left == 0 else None
        return max(0, self.queue[0][0] - now, self.free_at - now)

    def give(self, now):
        """Passes one piece on; True when the connection has to be cut now."""
        if self.left == 0:
            return True
        if not self.queue:
            if self.broken:
                raise ConnectionResetError
            self.finish()
            return False
        due, data = self.queue.popleft()
        size = len(data) if self.left is None else min(len(data), self.left)
        if self.way.bandwidth:
            size = min(size, max(1, int(self.way.bandwidth * 0.02)))
        try:
            sent = self.target.send(data[:size])
        except BlockingIOError:
            sent, self.blocked = 0, True
        if sent < len(data):
            self.queue.appendleft((due, data[sent:]))
        self.way.passed += sent
        if self.way.bandwidth:
            self.free_at = now + sent / self.way.bandwidth
        if self.left is not None:
            self.left -= sent
        return self.left == 0

    def finish(self):
        """Half-closes: the target hears an end, and may go on talking."""
        self.queue.clear()
        self.finished = True
        try:
            self.target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Pair:
    """One connection through the proxy: a socket to the client, one to the server."""

    def __init__(self, client, server, up, down):
        self.sockets = (client, server)
        self.links = (Link(client, server, up), Link(server, client, down))
        self.frozen = False
        for end in self.sockets:
            end.setblocking(False)
            if end.family == socket.AF_INET:
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def wishes(self):
        """(socket, poll events) that the pair waits for."""
        if self.frozen:
            return
        for end in self.sockets:
            events = 0
            for link in self.links:
                if link.source is end and not link.ended and link.size() < HELD_MAX:
                    events |= select.POLLIN
                if link.target is end and link.blocked:
                    events |= select.POLLOUT
            if events:
                yield end, events

    def close(self, reset=False):
        for end in self.sockets:
            if reset and end.family == socket.AF_INET:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.close()


class Way:
    """What happens to one direction of every connection; its attributes may change at any time."""

    def __init__(self, proxy):
        self._proxy = proxy
        self.delay = 0      # seconds that each piece is late
        self.jitter = 0     # up to so many more, at random
        self.bandwidth = 0  # bytes a second and connection; 0: as fast as it goes
        self.stalled = False
        self.limit = None   # bytes after which a new connection is cut
        self.last_words = b""
        self.passed = 0     # bytes of all connections so far

    def _links(self):
        return [link for pair in self._proxy.pairs for link in pair.links if link.way is self]

    def stall(self):
        """Nothing passes, not even an end; what comes is held."""
        with self._proxy.changing():
            self.stalled = True

    def resume(self):
        with self._proxy.changing():
            self.stalled = False

    def held(self, mark=b""):
        """What has come and was not passed on, of all connections that hold the mark."""
        with self._proxy.changing():
            return b"".join(held for held in (link.held() for link in self._links())
                            if mark in held)

    def truncate(self, after, last_words=b"", mark=b""):
        """Cuts each connection when so many more bytes have passed, having said the last words;
        with a mark only those that hold it, otherwise new ones too."""
        with self._proxy.changing():
            self.last_words = last_words
            if not mark:
                self.limit = after
            for link in self._links():
                if mark in link.held():
                    link.left = after

    def half_close(self):
        """The receiving side hears an end, whatever the sending side still says."""
        with self._proxy.changing():
            for link in self._links():
                link.finish()


class Proxy:
    """Listens on a free port of loopback and passes everything to upstream, (host, port) or the path
    of a unix socket. up is what happens on the way there, down on the way back."""

    def __init__(self, upstream, seed=0):
        self.upstream = upstream
        self.pairs = []
        self.refusing = False  # new connections are reset at once
        self.up, self.down = Way(self), Way(self)
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._listener.setblocking(False)
        self.host, self.port = self._listener.getsockname()
        self._waking, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._running = True
        self._thread.start()

    @contextlib.contextmanager
    def changing(self):
        """Keeps the thread out meanwhile; afterwards it looks again."""
        with self._lock:
            yield
        self._waking.send(b".")

    def reset(self):
        """RST to both sides of every connection, now; what was held is lost."""
        with self.changing():
            for pair in self.pairs:
                pair.close(reset=True)
            self.pairs.clear()

    def freeze(self):
        """The present connections are half-open for ever: no byte and no end passes any more."""
        with self.changing():
            for pair in self.pairs:
                pair.frozen = True

    def heal(self):
        """From now on everything passes as if nothing had happened, but for what is frozen."""
        with self.changing():
            self.refusing = False
            for way in (self.up, self.down):
                way.delay = way.jitter = way.bandwidth = 0
                way.stalled, way.limit, way.last_words = False, None, b""
            for pair in self.pairs:
                for link in pair.links:
                    link.left = None

    def close(self):
        with self.changing():
            self._running = False
        self._thread.join(10)
        for pair in self.pairs:
            pair.close()
        for end in (self._listener, self._waking, self._woken):
            end.close()

    def _accept(self):
        client, _ = self._listener.accept()
        family = socket.AF_UNIX if isinstance(self.upstream, str) else socket.AF_INET
        server = socket.socket(family, socket.SOCK_STREAM)
        try:
            if self.refusing:
                raise ConnectionRefusedError
            server.connect(self.upstream)
            self.pairs.append(Pair(client, server, self.up, self.down))
        except OSError:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            client.close()
            server.close()

    def _drop(self, pair, reset=False):
        if pair in self.pairs:
            self.pairs.remove(pair)
            pair.close(reset)

    def _read(self, pair, ready, now):
        for link in pair.links:
            events = ready.get(link.target.fileno(), 0)
            if events & ~select.POLLIN:
                link.blocked = False
            if ready.get(link.source.fileno(), 0) & ~select.POLLOUT and not link.ended:
                link.take(now, self._random)

    def _write(self, pair, now):
        for link in pair.links:
            while not pair.frozen and link.pause(now) == 0:
                try:
                    cut = link.give(now)
                except OSError:
                    self._drop(pair, reset=True)
                    return
                if cut:
                    link.target.send(link.way.last_words)
                    self._drop(pair)
                    return
        if all(link.finished for link in pair.links):
            self._drop(pair)

    def _wait(self):
        """What is ready, by file descriptor; waits no longer than until something falls due."""
        poll = select.poll()
        with self._lock:
            now = time.monotonic()
            pauses = [link.pause(now) for pair in self.pairs if not pair.frozen
                      for link in pair.links]
            for end in (self._listener, self._woken):
                poll.register(end, select.POLLIN)
            for pair in self.pairs:
                for end, events in pair.wishes():
                    poll.register(end, events)
        soonest = min((pause for pause in pauses if pause is not None), default=1)
        return dict(poll.poll(soonest * 1000 + (1 if soonest else 0)))

    def _run(self):
        while self._running:
            ready = self._wait()
            with self._lock:
                now = time.monotonic()
                if self._woken.fileno() in ready:
                    self._woken.recv(CHUNK)
                for pair in list(self.pairs):
                    self._read(pair, ready, now)
                for pair in list(self.pairs):
                    self._write(pair, now)
                if self._listener.fileno() in ready:
                    self._accept()
