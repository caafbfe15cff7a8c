"""A headless Chromium, told what to do by the DevTools protocol over a pipe, and what it has to complain about."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ("chromium-headless-shell", "chromium")
PATIENCE_S = 30  # busy machines start browsers slowly


class BrowserError(AssertionError):
    """Of the page, or of the browser."""


def program():
    for name in PROGRAMS:
        if shutil.which(name):
            return name
    raise RuntimeError(f"none of {PROGRAMS} is installed")


class Browser:
    """One browser with one page; close() ends it."""

    def __init__(self, width=1100, height=760):
        self.profile = tempfile.mkdtemp(prefix="lgh-browser-")
        theirs_in, self.input = os.pipe()
        self.output, theirs_out = os.pipe()
        # It wants the pipe as descriptors 3 and 4.
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out} {theirs_in}<&- {theirs_out}>&-', "browser",
             program(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
             f"--user-data-dir={self.profile}", f"--window-size={width},{height}", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.pending = b""
        self.number = 0
        self.session = None
        self.complaints = []
        target = self.call("Target.createTarget", url="about:blank", width=width, height=height)["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.input)
        os.close(self.output)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **params):
        """One command and its result; what happens meanwhile is noted."""
        self.number += 1
        said = {"id": self.number, "method": method, "params": params}
        if self.session:
            said["sessionId"] = self.session
        os.write(self.input, json.dumps(said).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE_S
        while True:
            told = self._next(deadline)
            if told.get("id") != self.number:
                self._note(told)
            elif "error" in told:
                raise BrowserError(f"{method}: {told['error']}")
            else:
                return told["result"]

    def _next(self, deadline):
        while b"\0" not in self.pending:
            ready, _, _ = select.select([self.output], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self.output, 1 << 20) if ready else b""
            if not piece:
                raise BrowserError("the browser says nothing any more")
            self.pending += piece
        message, _, self.pending = self.pending.partition(b"\0")
        return json.loads(message)

    def _note(self, told):
        if told.get("method") == "Runtime.exceptionThrown":
            details = told["params"]["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description") or details["text"])
        elif told.get("method") == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
            self.complaints.append(told["params"]["entry"]["text"])

    def run(self, script):
        """The value of an expression in the page; of a promise, what becomes of it."""
        done = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise BrowserError(f"{script[:200]}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def until(self, script):
        """Waits until the expression is true; its value."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                value = self.run(script)
            except BrowserError:  # a page on its way out, or not there yet
                value = None
            if value:
                return value
            time.sleep(0.02)
        raise BrowserError(f"never true: {script}\n{self.complaints}\n{self.run('document.body.innerText')}")

    def open(self, url):
        """Leaves whatever is shown, so that another fragment is another visit."""
        self.call("Page.navigate", url="about:blank")
        self.until("location.href === 'about:blank'")
        self.call("Page.navigate", url=url)
        self.until(f"location.href.startsWith({json.dumps(url.split('#')[0])}) && document.readyState === 'complete'")

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key, text=None):
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def speak(self, language):
        agent = self.run("navigator.userAgent")
        self.call("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)

    def stand_at(self, lng, lat):
        """Where the browser says that its reader is, in WGS-84."""
        self.call("Emulation.setGeolocationOverride", longitude=lng, latitude=lat, accuracy=5)

    def permit(self, origin, *permissions):
        session, self.session = self.session, None
        self.call("Browser.grantPermissions", origin=origin, permissions=list(permissions))
        self.session = session

    def screenshot(self, path):
        picture = base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(picture)
        return picture
