"""Holds a wheel against the sdist it was made from: which code is in one and not in the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pkgaudit.targets.building.contents import Contents, FileContent


class DivergenceKind(StrEnum):
    """On which side a file is."""

    ONLY_IN_WHEEL = "only-in-wheel"
    ONLY_IN_SDIST = "only-in-sdist"
    DIFFERENT = "different"


class CodeKind(StrEnum):
    """What runs when it is used."""

    PYTHON = "python"
    NATIVE = "native"
    BYTECODE = "bytecode"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True, kw_only=True)
class DivergentFile:
    """One file of code that the two do not share.

    Attributes:
        kind: On which side it is.
        code: What kind of code.
        wheel_path: Its path in the wheel, or None.
        sdist_path: Its path in the sdist below the top folder, or None.
        in_package: Whether it lies in a package that the wheel installs; tests, tools and examples do not.
        generated: Whether builds usually make or leave out such a file: a version module, a compiled extension, an
            install script.
        size: Bytes; of the wheel's file where there is one.
    """

    kind: DivergenceKind
    code: CodeKind
    wheel_path: str | None
    sdist_path: str | None
    in_package: bool
    generated: bool
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """All of them.

    Attributes:
        files: Those that no usual build explains, sorted by kind and path.
        set_aside: Those that usual builds make or leave out, sorted likewise.
        complete: Whether both artifacts were read to their end.
    """

    files: tuple[DivergentFile, ...]
    set_aside: tuple[DivergentFile, ...]
    complete: bool


_CODE = {
    **dict.fromkeys((".py", ".pyi", ".pyx", ".pxd", ".pth"), CodeKind.PYTHON),
    **dict.fromkeys((".so", ".pyd", ".dll", ".dylib", ".wasm", ".exe"), CodeKind.NATIVE),
    **dict.fromkeys((".pyc", ".pyo"), CodeKind.BYTECODE),
    **dict.fromkeys(
        (".js", ".mjs", ".cjs", ".ts", ".sh", ".bash", ".bat", ".cmd", ".ps1", ".pl", ".rb"), CodeKind.SCRIPT
    ),
}
_ROOTS = 32
_CANDIDATES = 200
_DATA_FOLDER = re.compile(r"[^/]{1,200}\.data/(?:purelib|platlib|(scripts|data|headers))/")
_DIST_INFO = re.compile(r"[^/]{1,200}\.dist-info/")
_GENERATED_NAMES = frozenset(
    {"_version.py", "_version.pyi", "version.py", "__version__.py", "_scm_version.py", "__config__.py"}
)
_OF_THE_BUILD = frozenset({"setup.py", "conftest.py", "hatch_build.py", "pdm_build.py"})
_COMPILED_AWAY = (".pyx", ".pxd")
_TESTS = frozenset({"test", "tests"})


def compare(sdist: Contents, wheel: Contents) -> Divergence:
    """Return which code the sdist and the wheel do not share; equal bytes under another name count as shared."""
    sources = {path.partition("/")[2]: content for path, content in sdist.files.items() if "/" in path}
    installed = {path: content for path, content in wheel.files.items() if not _DIST_INFO.match(path)}
    pairing = _Pairing(sources, installed)
    found = [*_wheel_side(pairing), *_sdist_side(pairing)]
    found.sort(key=lambda file: (file.kind, file.wheel_path or "", file.sdist_path or ""))
    return Divergence(
        files=tuple(file for file in found if not file.generated),
        set_aside=tuple(file for file in found if file.generated),
        complete=sdist.complete and wheel.complete,
    )


class _Pairing:
    """Which file of the sdist a file of the wheel was made from, told by path and by content."""

    def __init__(self, sources: Mapping[str, FileContent], installed: Mapping[str, FileContent]) -> None:
        self.sources = sources
        self.installed = installed
        self.source_digests = {content.sha256 for content in sources.values() if content.sha256}
        self.installed_digests = {content.sha256 for content in installed.values() if content.sha256}
        self.source_of: dict[str, str] = {}
        by_ending: dict[str, list[str]] = {}
        for path in sources:
            for ending in {_ending(path), path.rpartition("/")[2]}:
                by_ending.setdefault(ending, []).append(path)
        self._roots: dict[str, None] = {}
        for path in sorted(installed):
            source = self._source(_installed_as(path), by_ending)
            if source is not None:
                self.source_of[path] = source
        self.taken = frozenset(self.source_of.values())
        tops = {_installed_as(path).partition("/")[0] for path in installed if "/" in _installed_as(path)}
        self._packages = frozenset(f"{root}{top}" for top in tops for root in self._roots)

    def in_package(self, path: str) -> bool:
        """Return whether a file of the sdist lies in a package that the wheel installs."""
        position = path.find("/")
        while position >= 0:
            if path[:position] in self._packages:
                return True
            position = path.find("/", position + 1)
        return False

    def _source(self, path: str, by_ending: Mapping[str, list[str]]) -> str | None:
        # Packages lie in few folders of an sdist; looking there first keeps this from being quadratic.
        for root in self._roots:
            if root + path in self.sources:
                return root + path
        for candidate in by_ending.get(_ending(path), ())[:_CANDIDATES]:
            if candidate == path or candidate.endswith("/" + path):
                if len(self._roots) < _ROOTS:
                    self._roots[candidate[: len(candidate) - len(path)]] = None
                return candidate
        return None


def _ending(path: str) -> str:
    """Return the last two components, or the only one."""
    return "/".join(path.rsplit("/", 2)[-2:])


def _wheel_side(pairing: _Pairing) -> Iterable[DivergentFile]:
    for path, content in pairing.installed.items():
        code = _code(path)
        if code is None or content.size == 0:
            continue
        source = pairing.source_of.get(path)
        same = source is not None and pairing.sources[source] == content
        if same or content.sha256 in pairing.source_digests:
            continue
        yield DivergentFile(
            kind=DivergenceKind.DIFFERENT if source is not None else DivergenceKind.ONLY_IN_WHEEL,
            code=code,
            wheel_path=path,
            sdist_path=source,
            in_package=True,
            generated=_is_generated(path, code, paired=source is not None),
            size=content.size,
        )


def _sdist_side(pairing: _Pairing) -> Iterable[DivergentFile]:
    for path, content in pairing.sources.items():
        code = _code(path)
        shared = path in pairing.taken or content.sha256 in pairing.installed_digests
        if code is None or shared or content.size == 0:
            continue
        in_package = pairing.in_package(path)
        yield DivergentFile(
            kind=DivergenceKind.ONLY_IN_SDIST,
            code=code,
            wheel_path=None,
            sdist_path=path,
            in_package=in_package,
            generated=not in_package or _stays_in_sdist(path),
            size=content.size,
        )


def _stays_in_sdist(path: str) -> bool:
    *folders, name = path.split("/")
    return path.endswith(_COMPILED_AWAY) or name in _OF_THE_BUILD or not _TESTS.isdisjoint(folders)


def _installed_as(path: str) -> str:
    """Return where a file of a wheel ends up: what lies under ``.data/purelib`` lies beside the packages."""
    match = _DATA_FOLDER.match(path)
    return path[match.end() :] if match is not None else path


def _code(path: str) -> CodeKind | None:
    name = path.rpartition("/")[2]
    match = _DATA_FOLDER.match(path)
    if match is not None and match.group(1) == "scripts":
        return CodeKind.SCRIPT
    stem, dot, suffix = name.rpartition(".")
    return _CODE.get(f".{suffix.lower()}") if dot and stem else None


def _is_generated(path: str, code: CodeKind, *, paired: bool) -> bool:
    if paired and _DATA_FOLDER.match(path):
        # The first line of an install script is rewritten.
        return True
    return code is CodeKind.NATIVE or path.rpartition("/")[2] in _GENERATED_NAMES
