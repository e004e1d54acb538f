"""Reads a container of any kind, and whatever is packed inside its members, within one budget."""

from __future__ import annotations

from msgspec.structs import replace

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.compressed import BROTLI_SUFFIX, read_compressed
from pkgaudit.containers.events import ContainerKind, Events
from pkgaudit.containers.sniff import (
    UNSUPPORTED_FIRST,
    has_zip_end,
    is_tar_header,
    sniff,
    sniff_member,
    unsupported_format,
)
from pkgaudit.containers.source import BytesSource, Source
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.limits import LimitReached
from pkgaudit.model.member import Anomaly, AnomalyKind, Member

_COMPRESSED = frozenset({ContainerKind.GZIP, ContainerKind.XZ, ContainerKind.BZIP2, ContainerKind.ZSTD})
_TARS = frozenset({ContainerKind.TAR, ContainerKind.TAR_GZIP})
# Of the limits, those that bound a single container: others of the same artifact are read on.
_OF_ONE_CONTAINER = frozenset({"gzip_members", "extension_header_bytes"})
_EXPECTED = {
    ".tgz": ContainerKind.TAR_GZIP,
    ".tar.gz": ContainerKind.TAR_GZIP,
    ".whl": ContainerKind.ZIP,
    ".zip": ContainerKind.ZIP,
    ".vsix": ContainerKind.ZIP,
}
_NAMES = {
    ContainerKind.TAR_GZIP: "a gzip-compressed tar",
    ContainerKind.TAR: "an uncompressed tar",
    ContainerKind.ZIP: "a zip",
    ContainerKind.GZIP: "a gzip file that holds no tar",
    ContainerKind.XZ: "xz-compressed",
    ContainerKind.BZIP2: "bzip2-compressed",
    ContainerKind.ZSTD: "zstd-compressed",
    ContainerKind.NONE: "no archive",
}


def read_container(source: Source, location: Location, budget: Budget, kind: ContainerKind | None = None) -> Events:
    """Yield everything in an artifact, in archive order; what is inside a member comes right after it.

    Never raises: a limit that ends the reading, an unreadable container and a defect of a reader are gaps.

    Args:
        source: The artifact's bytes.
        location: The artifact.
        budget: For it and everything nested in it.
        kind: As `sniff` says, when that is known already.
    """
    return expand(_read_artifact(source, location, budget, kind), location, budget)


def expand(events: Events, location: Location, budget: Budget) -> Events:
    """Yield events, and right after each file what is packed inside it, to ``limits.nesting`` levels; never raises.

    Args:
        events: What a reader yields.
        location: Where it reads.
        budget: For all levels together.
    """
    nesting = budget.limits.nesting
    levels = [(events, location)]
    while levels:
        current, where = levels[-1]
        try:
            event = next(current, None)
            inner = _packed_inside(event, budget) if type(event) is Member and event.content else None
        except LimitReached as reached:
            if len(levels) > 1 and reached.limit in _OF_ONE_CONTAINER:
                yield limit_gap(reached, where)
                levels.pop()
                continue
            yield limit_gap(reached, location)
            return
        except Exception as error:  # noqa: BLE001 -- one container's reader must not cost the others
            yield _defect(error, where)
            levels.pop()
            continue
        if event is None:
            levels.pop()
            continue
        yield replace(event, nested=True) if len(levels) > 1 and isinstance(event, Anomaly) else event
        if inner is None or not isinstance(event, Member):
            continue
        if isinstance(inner, Gap):
            yield inner
        elif len(levels) > nesting:
            why = (
                f"nesting: it is packed {len(levels)} levels deep and the limit is {nesting}, so it was not opened. "
                "Raise nesting under [limits] in the configuration."
            )
            yield Gap(kind=GapKind.LIMIT, location=event.location, why=why)
        else:
            levels.append((inner, event.location))


def limit_gap(reached: LimitReached, location: Location) -> Gap:
    """Return the gap for a limit that ended the reading of ``location``."""
    why = (
        f"{reached.limit}: {reached.measured:,} is over the limit of {reached.value:,}, so reading ended there. "
        f"Raise {reached.limit} under [limits] in the configuration if this is meant to be so."
    )
    return Gap(kind=GapKind.LIMIT, location=location, why=why)


def _defect(error: Exception, location: Location) -> Gap:
    if isinstance(error, OSError):
        why = f"cannot be read: {error.strerror or type(error).__name__}"
    else:
        why = f"reading it failed with a defect of pkgaudit's own ({type(error).__name__}). Please report this."
    return Gap(kind=GapKind.UNREADABLE, location=location, why=why)


def _read_artifact(source: Source, location: Location, budget: Budget, kind: ContainerKind | None) -> Events:
    kind = sniff(source) if kind is None else kind
    name = location[-1].lower()
    expected = next((wanted for suffix, wanted in _EXPECTED.items() if name.endswith(suffix)), None)
    if kind is ContainerKind.NONE:
        head = source.read_at(0, 512)
        what = unsupported_format(head) or ("an empty file" if not head else "no archive")
        yield _wrong(location, f"it is {what}, by its content")
        why = f"it is {what}: a package is a gzip-compressed tar or a zip; pack it again"
        yield Gap(kind=GapKind.UNSUPPORTED, location=location, why=why)
        return
    if kind in _COMPRESSED:
        yield _wrong(location, f"it is {_NAMES[kind]}: pip opens some of these, npm none")
        yield from _read_compressed_artifact(source, location, budget, kind)
        return
    if expected is not None and expected is not kind:
        what = "npm installs it, others do not" if kind is ContainerKind.TAR else "installers that go by the name fail"
        yield _wrong(location, f"it is {_NAMES[kind]}, named as {_NAMES[expected]}: {what}")
    yield from _read(source, location, budget, kind)


def _read_compressed_artifact(source: Source, location: Location, budget: Budget, kind: ContainerKind) -> Events:
    for event in read_compressed(source, location, budget, kind):
        if isinstance(event, Member) and event.content and is_tar_header(event.content[:512]):
            yield from _read(BytesSource(event.content), location, budget, ContainerKind.TAR)
        else:
            yield event


def _read(source: Source, location: Location, budget: Budget, kind: ContainerKind) -> Events:
    if kind is ContainerKind.ZIP:
        yield from _read_zip(source, location, budget)
        return
    if kind in _COMPRESSED:
        yield from read_compressed(source, location, budget, kind)
    else:
        yield from _read_tar(source, location, budget, kind)
    if source.read_at(0, 2) == b"PK" or has_zip_end(source):
        yield _wrong(location, f"it is {_NAMES[kind]} and a zip at once: what is installed depends on the installer")
        yield from _read_zip(source, location, budget)


def _read_zip(source: Source, location: Location, budget: Budget) -> Events:
    from pkgaudit.containers.zip_reader import read_zip  # noqa: PLC0415 -- half of all artifacts hold no zip

    return read_zip(source, location, budget)


def _read_tar(source: Source, location: Location, budget: Budget, kind: ContainerKind) -> Events:
    from pkgaudit.containers.gzip_stream import GzipStream, PlainStream  # noqa: PLC0415 -- as with zip
    from pkgaudit.containers.tar import read_tar  # noqa: PLC0415 -- as with zip

    stream = (GzipStream if kind is ContainerKind.TAR_GZIP else PlainStream)(source, location, budget)
    return read_tar(stream, location, budget)


def _packed_inside(member: Member, budget: Budget) -> Events | Gap | None:
    """Return what reads a member that is itself a container, or a gap, or None when it is an ordinary file."""
    content = member.content or b""
    kind = sniff_member(content)
    if kind is not ContainerKind.NONE:
        return _read(BytesSource(content), member.location, budget, kind)
    unsupported = unsupported_format(content) if content[0] in UNSUPPORTED_FIRST else None
    if unsupported is not None:
        why = f"it is a {unsupported}, which is not read; ship its content as it is, or as a zip"
        return Gap(kind=GapKind.UNSUPPORTED, location=member.location, why=why)
    if member.path.endswith(BROTLI_SUFFIX) and not _is_text(content):
        return read_compressed(BytesSource(content), member.location, budget, None)
    return None


def _is_text(content: bytes) -> bool:
    """A text may be named ``.br`` for the Breton language; compressed data is no valid UTF-8 but for a few bytes."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wrong(location: Location, detail: str) -> Anomaly:
    return Anomaly(kind=AnomalyKind.WRONG_CONTAINER, location=location, offset=0, detail=detail)
