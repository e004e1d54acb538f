"""A manifest or a lockfile that is a target of its own, examined as an artifact of one member."""

from __future__ import annotations

import os

from msgspec.structs import replace

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.events import ContainerKind, Events
from pkgaudit.containers.source import Source
from pkgaudit.dependencies.recognise import is_lockfile, reader_of
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Format
from pkgaudit.model.member import Member
from pkgaudit.model.target import Target


def is_lone_document(target: Target, kind: ContainerKind) -> bool:
    """Return whether a file is no container and is named as one that says what a package depends on."""
    return kind is ContainerKind.NONE and reader_of(target.location[-1]) is not None


def read_lone_document(source: Source, target: Target, budget: Budget) -> Events:
    """Yield the file as the one member of an artifact; one that is too large is a gap."""
    budget.charge_member()
    ceiling = budget.limits.member_bytes
    if source.size > ceiling:
        why = f"member_bytes: {source.size:,} bytes is over the limit of {ceiling:,}. Raise [limits] member-bytes."
        yield Gap(kind=GapKind.LIMIT, location=target.location, why=why)
        return
    name = target.location[-1].rpartition("/")[2]
    content = source.read_at(0, source.size)
    yield Member(container=target.location, raw_name=os.fsencode(name), path=name, size=len(content), content=content)


def as_document(artifact: Artifact) -> Artifact:
    """Return the artifact as what it is: a lockfile or a manifest of its ecosystem."""
    if not artifact.documents:
        return artifact
    format_ = Format.LOCKFILE if is_lockfile(artifact.location[-1]) else Format.MANIFEST
    return replace(artifact, format=format_, ecosystem=artifact.documents[0].ecosystem)
