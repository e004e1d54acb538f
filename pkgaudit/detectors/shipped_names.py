"""The words in the files of a package that may name another package, collected while its members pass by."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.dependencies.recognise import is_lockfile
from pkgaudit.expression import Expression
from pkgaudit.model.member import Member, MemberKind

CODE = (".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".jsx", ".tsx", ".vue", ".svelte")
"""How the names of files end that are code for npm packages."""

MOST_WORDS = 400_000
"""So many different words are kept, some 30 MiB of them; the largest real packages have fewer."""

_CHUNK = 1 << 20
_WAITING_BYTES = 24 << 20
_LONGEST_NAME = 214
_LONGEST = 1_000
_BINARY_HEAD = 8_192
_SHORTEST_IN_BINARY = 4
_IN_NAMES = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_.-@/")
_LOWERED = bytes(each if each in _IN_NAMES else 32 for each in bytes(range(256)).lower())
_NOT_COUNTED = (".md", ".markdown", ".map", ".py", ".pyi")
_DOCUMENT = Expression(
    r"(?:readme|changelog|changes|history|licen[sc]e|notice|third-?party|authors|contributors)[^.]*"
    r"(?:\.(?:txt|rst|html?|adoc|text))?"
)
# Tools find these by the rest of the name alone: ``extends: airbnb`` is eslint-config-airbnb.
_PLUGIN = Expression(
    r"(?:(?:[a-z0-9]{1,40}-)?(?:plugin|preset|config|transform|formatter|reporter|rule)"
    r"|gulp|grunt(?:-contrib)?|karma|remark|rehype|postcss|generator|hubot|yeoman|metalsmith)-(.+)"
)
_LOADER = "-loader"
# Commands that are not called as their package is.
_COMMANDS = {"typescript": "tsc", "npm-run-all": "run-s", "@angular/cli": "ng"}


class ShippedNames:
    """Every word that can be a package's name, in lower case; of paths each component.

    What is documentation, a lockfile or a source map does not count. Time grows with the bytes alone: bytes are
    translated and split, and each different word is looked at once.
    """

    def __init__(self) -> None:
        self.complete = True
        self._words: set[bytes] = set()
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0

    def visit(self, member: Member) -> None:
        """Take in one member, unless it is of a kind that does not count."""
        if member.kind is not MemberKind.FILE or not self.complete:
            return
        name = member.path.rpartition("/")[2].lower()
        if member.content is None or member.container[0].lower().endswith(".whl"):
            # Nothing is said of a package that was not read as a whole, and a wheel is not worth the time.
            self.complete = False
        elif not (name.endswith(_NOT_COUNTED) or _DOCUMENT.fullmatch(name) or is_lockfile(member.path)):
            self._waiting.append(member.content)
            self._waiting_bytes += len(member.content)
            if self._waiting_bytes > _WAITING_BYTES:
                self.take_in()

    def take_in(self) -> None:
        """Take in what waits: most packages are small or depend on nothing, and then it never has to be done."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        for content in waiting:
            self.add(content)

    def add(self, content: bytes) -> None:
        """Take in bytes; past the ceiling ``complete`` is False, and nothing can be said any more."""
        is_binary = b"\0" in content[:_BINARY_HEAD]
        rest = b""
        for start in range(0, len(content), _CHUNK):
            # A stroke may be escaped in a string: "@scope\/name".
            lowered = rest + content[start : start + _CHUNK].replace(b"\\/", b"/").translate(_LOWERED)
            words = lowered.split()
            rest = b""
            if start + _CHUNK < len(content) and words and not lowered.endswith(b" "):
                rest = words.pop()[-_LONGEST:]
            shortest = _SHORTEST_IN_BINARY if is_binary else 1
            new = set(words) - self._words
            self._words.update(word for word in new if shortest <= len(word) <= _LONGEST)
            for word in new:
                if shortest <= len(word) <= _LONGEST and not word.isalnum():
                    self._words.update(_parts(word))
            if len(self._words) > MOST_WORDS:
                self.complete = False
                return

    def hold(self, package: str) -> bool:
        """Return whether a package is named, in full or in one of the ways tools know it by."""
        return any(each.encode("utf-8", "replace") in self._words for each in _ways_to_name(package.lower()))


def _parts(word: bytes) -> Iterator[bytes]:
    """Return a word without what ends a sentence, and what a path is made of: folders, files, ``@scope/name``."""
    yield word
    if b"/" in word or b"@" in word:
        before = b""
        for piece in word.split(b"/"):
            if before[:1] == b"@":
                # ``"@scope/" + name`` may be any of the scope.
                yield before + b"/" + _without_version(piece)
            before = piece
            yield from _bare(_without_version(piece))
    else:
        yield from _bare(word)


def _without_version(piece: bytes) -> bytes:
    """Return a name as addresses have it, ``name@1.2.3``, without its version."""
    return piece[: piece.index(b"@", 1)] if b"@" in piece[1:] else piece


def _bare(piece: bytes) -> Iterator[bytes]:
    if len(piece) <= _LONGEST_NAME:
        yield piece.strip(b".-")
        if b"." in piece:
            # ``require("name").some``, ``name.js`` and ``window.name``.
            yield piece.lstrip(b".-").partition(b".")[0]
            yield piece.rpartition(b".")[2]


def _ways_to_name(package: str) -> Iterator[str]:
    yield package
    scope, stroke, name = package.rpartition("/")
    # A global is called as the package without its dashes.
    yield f"{scope}/" if stroke else name.replace("-", "").replace(".", "")
    if package in _COMMANDS:
        yield _COMMANDS[package]
    plugin = _PLUGIN.fullmatch(name)
    if plugin is not None:
        yield plugin[1]
    elif stroke and name in {"eslint-plugin", "eslint-config", "stylelint-config", "babel-preset"}:
        yield scope
    if name.endswith(_LOADER):
        yield name.removesuffix(_LOADER)
