"""A case system for the tests: takes what is sent to it on this machine, and gives numbers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class CaseSystem:
    """`taken` are the packages by idempotency key; the same key again gets the same number."""

    address: str = ""
    taken: dict[str, dict[str, bytes]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    asked: int = 0
    status: int = 201
    gives: bool = True
    body: bytes | None = None
    """What is answered in place of a number."""

    def number(self, key: str) -> str:
        return f"2026/{list(self.taken).index(key) + 100}"


@contextmanager
def case_system() -> Iterator[CaseSystem]:
    """Listens until the block ends."""
    found = CaseSystem()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            parts = message_from_bytes(head + data, policy=policy.default).iter_parts()
            if found.status < 300:
                package = {p.get_filename(): p.get_payload(decode=True) for p in parts}
                found.taken[self.headers["Idempotency-Key"]] = package
            self.answer()

        def do_GET(self) -> None:
            assert self.path.rpartition("/")[2] == self.headers["Idempotency-Key"]
            self.answer()

        def answer(self) -> None:
            found.asked += 1
            found.keys.add(self.headers["Authorization"])
            key = self.headers["Idempotency-Key"]
            said = {"number": found.number(key)} if found.gives and key in found.taken else {}
            body = json.dumps(said).encode() if found.body is None else found.body
            self.send_response(found.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Talk) as server:
        found.address = f"http://127.0.0.1:{server.server_address[1]}/entries"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
