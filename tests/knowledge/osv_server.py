"""Records of the OSV schema, and a server on this machine that has them as OSV has."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.registry.local_server import Answer, LocalServer

EARLY = datetime(2026, 6, 1, 8, tzinfo=UTC)
NOW = datetime(2026, 6, 11, 12, tzinfo=UTC)
ZIP = {"Content-Type": "application/zip"}
CSV = {"Content-Type": "text/csv"}
JSON = {"Content-Type": "application/json"}

Range = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as we put it down; `document` is how OSV would."""

    id: str
    name: str
    ecosystem: str = "npm"
    versions: Sequence[str] = ()
    ranges: Sequence[Range] = ()
    modified: datetime = EARLY
    withdrawn: datetime | None = None

    @property
    def document(self) -> dict[str, object]:
        kind = "SEMVER" if self.ecosystem == "npm" else "ECOSYSTEM"
        affected: dict[str, object] = {
            "package": {
                "ecosystem": self.ecosystem,
                "name": self.name,
                "purl": f"pkg:{self.ecosystem.lower()}/{self.name.replace('@', '%40')}",
            },
            "database_specific": {"cwes": [{"cweId": "CWE-506", "name": "Embedded Malicious Code"}]},
        }
        if self.versions:
            affected["versions"] = list(self.versions)
        if self.ranges:
            affected["ranges"] = [{"type": kind, "events": list(events)} for events in self.ranges]
        document: dict[str, object] = {
            "schema_version": "1.7.4",
            "id": self.id,
            "modified": stamp(self.modified),
            "published": stamp(self.modified),
            "aliases": [],
            "summary": f"Malicious code in {self.name} ({self.ecosystem})",
            "details": "A made-up record. " * 20,
            "affected": [affected],
            "references": [{"type": "WEB", "url": "https://advisories.example/"}],
            "credits": [{"name": "Acme Research", "type": "FINDER"}],
        }
        if self.withdrawn is not None:
            document["withdrawn"] = stamp(self.withdrawn)
        return document

    @property
    def json(self) -> bytes:
        return json.dumps(self.document).encode()


EVERY: Range = ({"introduced": "0"},)


def stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def zipped(members: Iterable[tuple[str, bytes]], *, streamed: bool = False) -> bytes:
    """Return a zip of members; streamed ones have their sizes behind the data, as Go's writer puts them."""

    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return not streamed

        def seek(self, *arguments: int) -> int:
            if streamed:
                raise io.UnsupportedOperation
            return super().seek(*arguments)

        def tell(self) -> int:
            if streamed:
                raise io.UnsupportedOperation
            return super().tell()

    file = Stream()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def csv(rows: Iterable[tuple[datetime, str]]) -> bytes:
    """Return a list of changes, the newest first."""
    return "".join(f"{stamp(when)},{record_id}\n" for when, record_id in sorted(rows, reverse=True)).encode()


class OsvServer:
    """Puts records on a server, as a zip, one by one and in the list of changes."""

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.address = f"{server.address}/osv"
        self.records: dict[str, Record] = {}

    def publish(self, *records: Record, streamed: bool = False) -> None:
        """Add records, or put others in their place."""
        self.records.update({record.id: record for record in records})
        for ecosystem in ("npm", "PyPI"):
            mine = [record for record in self.records.values() if record.ecosystem == ecosystem]
            self.put(f"{ecosystem}/all.zip", zipped(_members(mine), streamed=streamed), ZIP)
            self.put(f"{ecosystem}/modified_id.csv", csv(_rows(mine)), CSV)
            for record in mine:
                self.put(f"{ecosystem}/{record.id}.json", record.json, JSON)

    def put(self, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        self.answer(path, Answer(body=body, headers=headers))

    def answer(self, path: str, *answers: Answer) -> None:
        self.server.put(f"/osv/{path}", *answers)

    def asked(self) -> list[str]:
        """Return what was asked for since the last time, without the beginning that all have."""
        asked = [path.removeprefix("/osv/") for path in self.server.asked]
        self.server.asked.clear()
        return asked


def _members(records: Sequence[Record]) -> Iterable[tuple[str, bytes]]:
    yield "GHSA-aaaa-bbbb-cccc.json", b'{"id": "GHSA-aaaa-bbbb-cccc"}'
    yield from ((f"{record.id}.json", record.json) for record in records)


def _rows(records: Sequence[Record]) -> Iterable[tuple[datetime, str]]:
    yield EARLY - timedelta(days=1), "GHSA-aaaa-bbbb-cccc"
    yield from ((record.modified, record.id) for record in records)
