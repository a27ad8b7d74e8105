"""A gateway for text messages and calls, as docs/operate/running.md describes one. It knows us by a token, and
refuses numbers that end in 0177 for good."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
import sys
import threading

from said import say

attempts = {}


class Gateway(BaseHTTPRequestHandler):
    def do_POST(self):
        content = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers["authorization"] != "Bearer hunter2":
            return self.answer(401, {"stranger": True})
        key = self.headers["idempotency-key"]
        attempts[key] = attempts.get(key, 0) + 1
        status = 422 if content["to"].endswith("0177") else 202
        return self.answer(status, {"text": content | {"key": key, "attempt": attempts[key]}})

    def answer(self, status, said):
        say(**said)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        """Nothing: numbers and codes stand in no log, here neither."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
threading.Thread(target=server.serve_forever, daemon=True).start()
say(port=server.server_address[1])
# Until the test has gone.
sys.stdin.read()
