"""What a wheel's RECORD says of its files, compared with the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.own_manifests import OwnManifests
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.telling import TOLD_FACTS, told
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.manifests.record import RecordRow, read_record
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Format
from pkgaudit.model.member import Member, MemberKind
from pkgaudit.model.rule import Rule
from pkgaudit.search.pattern import Marks, Pattern


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A rule has nothing to choose here."""


NEEDS = frozenset((Need.WHEEL,))
FACTS: Mapping[str, str] = TOLD_FACTS
PARAMS = Params
VISITS = True

_RECORD = ".dist-info/RECORD"
# Signatures of RECORD itself: https://packaging.python.org/en/latest/specifications/binary-distribution-format/
_EXEMPT = ("RECORD.jws", "RECORD.p7s")
_UNSAFE = frozenset(("md5", "sha1", "sha224"))
_COMPARED = "sha256"
_STRONGER = frozenset(("sha384", "sha512", "blake2b", "blake2s", "sha3_256", "sha3_384", "sha3_512"))
# What a wheel can be called: pip refuses another ending, and tarballs are not to pay for hashes that nobody asks for.
_ZIPPED = (".whl", ".zip")
_EDIT = (
    "Build the wheel again with `python -m build --wheel`, and do not change it afterwards: whatever edits a wheel has "
    "to write RECORD anew."
)


class _Check:
    """Hashes what may be a wheel's members, and compares at the end."""

    patterns: tuple[Pattern, ...] = ()

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = [rule.name for rule in rules]
        self._manifests = OwnManifests(lambda path: path.endswith(_RECORD) and path.count("/") == 1)
        self._digests: dict[Location, str] = {}

    def visit(self, member: Member, marks: Marks) -> Iterable[Hit]:  # noqa: ARG002 -- the Protocol's signature
        """Hash a member that RECORD may speak of."""
        content = member.content
        if content is not None and member.container[-1].lower().endswith(_ZIPPED):
            import hashlib  # noqa: PLC0415 -- wheels only
            from base64 import urlsafe_b64encode  # noqa: PLC0415 -- as above

            digest = hashlib.sha256(content).digest()
            self._digests[member.location] = urlsafe_b64encode(digest).rstrip(b"=").decode()
            self._manifests.visit(member)
        return ()

    def conclude(self, artifact: Artifact) -> Iterator[Hit]:
        """Say where RECORD is wrong, or that it is not there."""
        if artifact.format is not Format.WHEEL:
            return
        records = self._manifests.of(artifact)
        if records:
            path, content = next(iter(records.items()))
            problems = list(self._problems(artifact, path, content))
            location: Location = (*artifact.location, path)
        else:
            problems = [_without_record(artifact)]
            location = artifact.location
        if problems:
            for name in self._rules:
                yield Hit(rule=name, location=location, facts=told(problems, _EDIT))

    def _problems(self, artifact: Artifact, record: str, content: bytes) -> Iterator[str]:
        reading = read_record(content)
        yield from reading.problems
        folder = record.rpartition("/")[0]
        exempt = {record, *(f"{folder}/{name}" for name in _EXEMPT)}
        sizes = {member.path: member.size for member in artifact.own_files}
        known = {member.path for member in artifact.members if len(member.location) == len(artifact.location) + 1}
        seen: dict[str, RecordRow] = {}
        for row in reading.rows:
            if row.path in seen:
                yield f"{quoted(row.path)} has two rows"
            seen.setdefault(row.path, row)
        for path, row in seen.items():
            if path in exempt:
                if row.algorithm:
                    yield f"{quoted(path)} has a hash, which no file can hold of itself or of its signature"
            elif path in sizes:
                yield from _row_problems(row, sizes[path], self._digests.get((*artifact.location, path)))
            elif path not in known and not path.endswith("/"):
                yield f"{quoted(path)} is listed and not in the wheel"
        for path in sizes:
            if path not in seen and path not in exempt:
                yield f"{quoted(path)} is in the wheel and not listed"


def prepare(rules: Sequence[Rule]) -> _Check:
    """Return a check for all rules about RECORD."""
    return _Check(rules)


def _row_problems(row: RecordRow, size: int, digest: str | None) -> Iterator[str]:
    if row.size and row.size != str(size):
        yield f"{quoted(row.path)} has {size:,} bytes, and its row says {row.size[:40]}"
    elif not row.algorithm:
        yield f"{quoted(row.path)} is listed without a hash"
    elif row.algorithm in _UNSAFE:
        yield f"{quoted(row.path)} is listed with {row.algorithm}, a hash that anybody can forge"
    elif row.algorithm in _STRONGER:
        yield f"{quoted(row.path)} is listed with {row.algorithm}, which was not compared: only sha256 is"
    elif row.algorithm != _COMPARED:
        yield f"{quoted(row.path)} is listed with {quoted(row.algorithm)}, which is no hash that installers know"
    elif digest is not None and digest != row.digest:
        # Without a digest the member is too large to be held in memory, which the reader has reported as a gap.
        yield f"{quoted(row.path)} is not the file whose hash is listed"


def _without_record(artifact: Artifact) -> str:
    depth = len(artifact.location) + 1
    for member in artifact.members:
        if len(member.location) == depth and member.kind is MemberKind.FILE and member.path.endswith(_RECORD):
            return "RECORD was not compared: the file's name does not end with .whl, or RECORD is too large to be read"
    return "there is no RECORD: nothing can tell whether these are the files that were built"
