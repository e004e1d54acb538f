"""What a reader yields, and the kinds of container there are."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from pkgaudit.model.gap import Gap
from pkgaudit.model.member import Anomaly, Member

Event = Member | Anomaly | Gap
Events = Iterator[Event]


class ContainerKind(StrEnum):
    """What a run of bytes is, told by its first bytes (and for zip by its end record)."""

    TAR_GZIP = "tar-gzip"
    TAR = "tar"
    ZIP = "zip"
    GZIP = "gzip"
    XZ = "xz"
    BZIP2 = "bzip2"
    ZSTD = "zstd"
    DIRECTORY = "directory"
    NONE = "none"
