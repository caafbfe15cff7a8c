"""What a process of ours writes down, one JSON object a line."""
import json
import time


class Logged:
    """A process whose log is the file at `log`."""

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def log_lines(self):
        """The log's lines as objects; a line that is not JSON stands under "text"."""
        lines = []
        for line in self.log_text().splitlines():
            try:
                parsed = json.loads(line)
            except ValueError:
                parsed = None
            lines.append(parsed if isinstance(parsed, dict) else {"text": line})
        return lines

    def lines_of(self, request_id, timeout=5):
        """The log's lines of a request; the first is written after the answer has left."""
        deadline = time.monotonic() + timeout
        while True:
            lines = [line for line in self.log_lines() if line.get("request_id") == request_id]
            if lines:
                return lines
            assert time.monotonic() < deadline, f"no line of request {request_id}"
            time.sleep(0.05)
