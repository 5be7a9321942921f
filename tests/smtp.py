"""A mail server for the tests: takes mail on this machine, and answers as it is told (RFC 5321)."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """`taken` are the mails; `answers` says what else than 250 is said to RCPT or DATA."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Listens until the block ends."""
    found = MailServer()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 tests")
            for line in self.rfile:
                verb = line[:4].decode().upper()
                if verb == "QUIT":
                    self.say("221 bye")
                    return
                answer = found.answers.get(verb, "354 go on" if verb == "DATA" else "250 ok")
                if verb == "RCPT":
                    found.receivers.append(line.decode().strip())
                self.say(answer)
                if answer.startswith("354"):
                    self.say(self.take())

        def take(self) -> str:
            lines = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                lines.append(line.removeprefix(b"."))
            mail = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(mail, EmailMessage)
            found.taken.append(mail)
            return "250 taken"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
