"""A registry of this machine's own, with a harmless stand-in under the name and version of a release that did harm."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

Dependencies = Mapping[str, str]


@contextmanager
def served(files: dict[str, bytes]) -> Iterator[str]:
    """Serve files by path and yield the address; they may be added while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self.wfile.write(self._answer())

        def _answer(self) -> bytes:
            content = files.get(unquote(self.path.partition("?")[0]))
            self.send_response(404 if content is None else 200)
            is_page = self.path.endswith("/")
            self.send_header("Content-Type", "text/html" if is_page else "application/json")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            return content or b""

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def put_npm(files: dict[str, bytes], registry: str, name: str, version: str, needs: Dependencies) -> None:
    """Publish one version of an npm package."""
    manifest = {"name": name, "version": version, "dependencies": dict(needs)}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        content = json.dumps(manifest).encode()
        entry = tarfile.TarInfo("package/package.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    content = packed.getvalue()
    file = f"/{name}/-/{name}-{version}.tgz"
    files[file] = content
    dist = {
        "tarball": registry + file,
        "shasum": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode(),
    }
    document = {"name": name, "dist-tags": {"latest": version}, "versions": {version: {**manifest, "dist": dist}}}
    files[f"/{name}"] = json.dumps(document).encode()


def put_wheel(files: dict[str, bytes], name: str, version: str, *needs: str) -> None:
    """Publish one version of a Python package below ``/simple/``."""
    wheel = f"{name}-{version}-py3-none-any.whl"
    folder = f"{name}-{version}.dist-info"
    requires = "".join(f"Requires-Dist: {need}\n" for need in needs)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}")
        archive.writestr(
            f"{folder}/WHEEL", "Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{folder}/RECORD", "")
    content = packed.getvalue()
    files[f"/files/{wheel}"] = content
    digest = hashlib.sha256(content).hexdigest()
    link = f'<!DOCTYPE html><html><body><a href="/files/{wheel}#sha256={digest}">{wheel}</a></body></html>'
    files[f"/simple/{name}/"] = link.encode()
