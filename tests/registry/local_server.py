"""A web server on this machine, in this process, that answers as told: well, badly, slowly or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says.

    Attributes:
        body: Of the answer.
        status: 200 and so on.
        headers: Besides Content-Length.
        length: Content-Length as it is said; None says the truth, -1 says nothing and closes at the end.
        cut: How many bytes of the body are sent before the connection is closed; None sends all.
        drip: Seconds between two bytes of the body.
        silence: Seconds before the answer begins.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    cut: int | None = None
    drip: float = 0.0
    silence: float = 0.0


class LocalServer:
    """Answers by path: each path has a list of answers, of which the last one stays.

    Attributes:
        address: ``http://127.0.0.1:PORT``
        answers: By path, with its leading slash; any other is 404.
        asked: Paths that were asked for, in order.
        heads: The headers of each request.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        self.heads: list[dict[str, str]] = []
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.heads.append({name.lower(): value for name, value in self.headers.items()})
                waiting = outer.answers.get(self.path, [Answer(status=404)])
                outer.send(self, waiting.pop(0) if len(waiting) > 1 else waiting[0])

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                pass  # a client that hangs up is what many tests are about

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def put(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def send(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        self.closing.wait(answer.silence)
        body = answer.body if answer.cut is None else answer.body[: answer.cut]
        try:
            handler.send_response(answer.status)
            for name, value in answer.headers.items():
                handler.send_header(name, value)
            if answer.length != -1:
                handler.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
            handler.end_headers()
            if answer.drip:
                for place in range(len(body)):
                    handler.wfile.write(body[place : place + 1])
                    handler.wfile.flush()
                    if self.closing.wait(answer.drip):
                        break
            else:
                handler.wfile.write(body)
        except OSError:
            pass  # the client had enough
        if answer.cut is not None or answer.length is not None or answer.drip:
            handler.close_connection = True

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def local_server() -> Iterator[LocalServer]:
    server = LocalServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
