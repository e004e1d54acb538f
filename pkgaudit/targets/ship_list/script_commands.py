"""Takes the command lines of package scripts and workflow steps apart, as far as plain shell goes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from msgspec import Struct

from pkgaudit.expression import Expression

_LINE = 4096
_LINES = 2000
_COMMANDS = 500
_ASSIGNMENT = Expression(r"[A-Za-z_]\w*=")
_BETWEEN = frozenset("();<>|&")
_SHELL_WORDS = frozenset(
    ("if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time", "exec", "command")
)
_WRAPPERS = frozenset(("env", "cross-env", "cross-env-shell", "npx", "bunx", "pnpx", "corepack", "sudo", "dotenv"))
_RUNNERS = frozenset(("npm", "pnpm", "yarn", "bun"))
_EXECUTING = frozenset(("exec", "dlx", "x"))
_SEVERAL = frozenset(("run-s", "run-p", "npm-run-all", "npm-run-all2", "concurrently"))
_TAKES_VALUE = frozenset(("--filter", "-F", "--workspace", "-w", "--prefix", "--dir", "-C", "--cwd", "-p", "--package"))
_NAME = 200
_PATTERNS = 50


class Command(Struct, frozen=True, kw_only=True):
    """One program and its arguments, without what only starts it (``npx``, ``cross-env A=b``).

    Attributes:
        words: At least one.
        script: The script of package.json it stands in; empty when it stands in none.
        folder: Where an earlier ``cd`` of the same lines led, as written; empty without one.
    """

    words: tuple[str, ...]
    script: str = ""
    folder: str = ""

    @property
    def program(self) -> str:
        """What is started, without the folder it lies in."""
        return self.words[0].rpartition("/")[2]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The rest."""
        return self.words[1:]


def commands(text: str, scripts: Mapping[str, str], *, script: str = "") -> list[Command]:
    """Return every command of some lines, and those of the scripts they run in the place of the call.

    Args:
        text: One or more lines of shell.
        scripts: Those of package.json, by name.
        script: Which of them the text is.
    """
    found: list[Command] = []
    _expand(text, scripts, script, {script}, found)
    return found


def scripts_of(manifest: Mapping[str, object]) -> dict[str, str]:
    """Return the scripts of a package.json; what is no text is left out."""
    scripts = manifest.get("scripts")
    if not isinstance(scripts, dict):
        return {}
    return {name: text for name, text in scripts.items() if isinstance(name, str) and isinstance(text, str)}


def option(arguments: tuple[str, ...], *names: str) -> str | None:
    """Return the value of an option (``--a=b``, ``--a b``), empty when it has none, None when it is not there."""
    found = None
    for index, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name in names:
            following = arguments[index + 1] if index + 1 < len(arguments) else ""
            found = value if equals else ("" if following.startswith("-") else following)
    return found


def _expand(text: str, scripts: Mapping[str, str], script: str, seen: set[str], found: list[Command]) -> None:
    folder = ""
    pending = [(words, script) for words in _simple(text)][::-1]
    while pending and len(found) < _COMMANDS:
        words, owner = pending.pop()
        if words[0] == "cd" and len(words) > 1:
            folder = words[1]
            continue
        called = [name for name in _called(words, scripts) if name not in seen]
        if not called:
            found.append(Command(words=words, script=owner, folder=folder))
            continue
        seen.update(called)
        for name in reversed(called):
            for each in (f"post{name}", name, f"pre{name}"):
                pending.extend((inner, each) for inner in [*_simple(scripts.get(each, ""))][::-1])


def _simple(text: str) -> Iterator[tuple[str, ...]]:
    """Return the words of each command, without assignments and wrappers before it."""
    joined = text.replace("\\\r\n", " ").replace("\\\n", " ")
    for line in joined.splitlines()[:_LINES]:
        for words in _split(line[:_LINE]):
            stripped = _stripped(words)
            if stripped:
                yield stripped


def _split(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    try:
        for word in lexer:
            if set(word) <= _BETWEEN:
                yield words
                words = []
            else:
                words.append(word)
    except ValueError:
        # A quote that does not end, as in a text over several lines: what was read so far stands.
        pass
    yield words


def _stripped(words: list[str]) -> tuple[str, ...]:
    index = 0
    while index < len(words):
        word = words[index]
        if word in _SHELL_WORDS or _ASSIGNMENT.match(word):
            index += 1
        elif word in _WRAPPERS:
            index = _after_options(words, index + 1)
        elif word in _RUNNERS and index + 1 < len(words) and words[index + 1] in _EXECUTING:
            index = _after_options(words, index + 2)
        else:
            break
    return tuple(words[index:])


def _after_options(words: list[str], index: int) -> int:
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in _TAKES_VALUE else 1
    return index


def _called(words: tuple[str, ...], scripts: Mapping[str, str]) -> list[str]:
    """Return the scripts that a command runs: ``npm run x``, ``pnpm x``, ``run-s a b:*``."""
    program, *rest = words
    if program in _SEVERAL:
        patterns = [word.removeprefix("npm:")[:_NAME] for word in rest[:_PATTERNS] if not word.startswith("-")]
        return [name for pattern in patterns for name in scripts if fnmatchcase(name, pattern)]
    if program not in _RUNNERS:
        return []
    index = _after_options(rest, 0)
    if index < len(rest) and rest[index] in {"run", "run-script"}:
        index = _after_options(rest, index + 1)
    elif program in {"npm", "bun"}:
        return []
    return [rest[index]] if index < len(rest) and rest[index] in scripts else []
