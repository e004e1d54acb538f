"""What a Visual Studio Code extension says: extension.vsixmanifest, an XML file read without expanding anything."""

from __future__ import annotations

from xml.parsers import expat

from pkgaudit.manifests.fields import Problems
from pkgaudit.manifests.repositories import is_public_repository
from pkgaudit.model.claims import Claims
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import MIB, Limits

MANIFEST_BYTES = MIB
_DEPTH = 32
_SOURCE_LINK = "Microsoft.VisualStudio.Services.Links.Source"


class _RefusedError(Exception):
    """The document holds something that is not read."""


class _Reader:
    """Collects attributes of the few elements that matter."""

    def __init__(self) -> None:
        self.identity: dict[str, str] | None = None
        self.source = ""
        self.identities = 0
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH:
            raise _RefusedError(f"it nests more than {_DEPTH} levels deep")
        name = tag.rpartition(":")[2]
        if name == "Identity":
            self.identities += 1
            self.identity = self.identity or attributes
        elif name == "Property" and attributes.get("Id") == _SOURCE_LINK:
            self.source = self.source or attributes.get("Value", "")

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def doctype(self, *_: object) -> None:
        raise _RefusedError("it has a DOCTYPE, which could define entities: no such document is read")


def read_vsix_manifest(content: bytes, location: Location, limits: Limits) -> Claims:
    """Return the claims of an extension.vsixmanifest, with every problem found; never raises.

    Args:
        content: The file, whatever it holds; over 1 MiB is not read.
        location: Of the file, for the problems.
        limits: For ``text_line_bytes``.
    """
    problems = Problems(location)
    reader = _Reader()
    if len(content) > MANIFEST_BYTES:
        problems.add(f"it has {len(content):,} bytes; more than {MANIFEST_BYTES:,} are not read")
        return Claims(problems=problems.all())
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        parser.Parse(content, True)  # noqa: FBT003 -- its only spelling
    except (expat.ExpatError, _RefusedError, LookupError, ValueError) as error:
        problems.add(f"it cannot be read as XML: {error}"[:300])
        return Claims(problems=problems.all())
    identity = reader.identity or {}
    if reader.identities != 1:
        problems.add(f"it has {reader.identities} Identity elements instead of one")
    for attribute in ("Id", "Version", "Publisher"):
        if not identity.get(attribute):
            problems.add(f"its Identity has no {attribute}")
    source = reader.source[: limits.text_line_bytes]
    return Claims(
        name=identity.get("Id", "")[: limits.text_line_bytes] or None,
        version=identity.get("Version", "")[: limits.text_line_bytes] or None,
        repository=source or None,
        repository_is_public=is_public_repository(source),
        problems=problems.all(),
    )


def vsix_manifest_gap(content: bytes, location: Location) -> Gap | None:
    """Return why the manifest was not read although others may read it, or None."""
    if len(content) <= MANIFEST_BYTES:
        return None
    return Gap(kind=GapKind.LIMIT, location=location, why=f"manifests over {MANIFEST_BYTES:,} bytes are not read")
