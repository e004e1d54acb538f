"""Every format there is, in the order in which they are tried; a format's code is loaded when its manifest was seen."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from pkgaudit.containers.events import ContainerKind
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import ManifestKind, Sightings

Recognise = Callable[[Sightings], Recognition | None]


def _has(*kinds: ManifestKind) -> Callable[[Sightings], bool]:
    return lambda seen: any(seen.of(kind) for kind in kinds)


FORMATS: tuple[tuple[str, Callable[[Sightings], bool]], ...] = (
    ("vsix", _has(ManifestKind.VSIX, ManifestKind.EXTENSION_PACKAGE_JSON)),
    ("wheel", _has(ManifestKind.WHEEL, ManifestKind.CORE_METADATA)),
    ("sdist", _has(ManifestKind.PKG_INFO)),
    ("npm_tarball", lambda seen: seen.kind in (ContainerKind.TAR, ContainerKind.TAR_GZIP)),
    ("directory", lambda seen: seen.kind is ContainerKind.DIRECTORY),
    ("archive", lambda _: True),
)


def recognise(seen: Sightings) -> Recognition:
    """Return what the first format that knows the artifact says; the last one, an archive, knows every one."""
    for name, may_be in FORMATS:
        if may_be(seen):
            recognition = _format(name)(seen)
            if recognition is not None:
                return recognition
    raise AssertionError("the last format knows every artifact")


def _format(name: str) -> Recognise:
    # A module's function satisfies the type, but import_module cannot say so; a test holds every module to it.
    return cast("Recognise", import_module(f"pkgaudit.formats.{name}").recognise)
