"""A rule's page: Markdown made from the rule alone, for the documentation and the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from pkgaudit.detectors.registry import detector
from pkgaudit.model.grades import Visibility
from pkgaudit.model.rule import Example, ExampleEntry, Rule, RuleBook
from pkgaudit.rulebook.faults import FAULTS

_LONGEST_SHOWN = 1000
_MAP = re.compile(r"""(\{"version").*(?:(?=\})|\Z)""", re.DOTALL)
_BASE64 = re.compile(r"(base64,)[A-Za-z0-9+/=_-]{20,}")


def render_page(rule: Rule) -> str:
    """Return the rule's page, ending in a newline."""
    return "\n".join(_page(rule)).rstrip("\n") + "\n"


def render_index(rulebook: RuleBook) -> str:
    """Return the list of all rules by family, each linked to its page, ending in a newline."""
    lines = [
        "# Rules",
        "",
        "Each page is made from the rule's own file in `rules/`. Severity is the default; where two are given, the",
        "first is for packages whose source is private, the second for those whose source is public.",
    ]
    for family in sorted({rule.family for rule in rulebook.rules.values()}):
        lines += ["", f"## {family}", "", "| rule | severity | what it finds |", "| --- | --- | --- |"]
        lines += [
            f"| [{rule.name}]({rule.name}.md) | {severity_text(rule)} | {_cell(rule.title)} |"
            for rule in rulebook.rules.values()
            if rule.family == family
        ]
    return "\n".join(lines) + "\n"


def severity_text(rule: Rule) -> str:
    """Return one severity, or the private and the public one with a stroke between them."""
    private, public = rule.severity[Visibility.PRIVATE], rule.severity[Visibility.PUBLIC]
    return private.value if private is public else f"{private} / {public}"


def _page(rule: Rule) -> Iterator[str]:
    yield f"# {rule.name}"
    yield ""
    yield f"**{rule.title}.**"
    yield ""
    yield f"Family `{rule.family}`, {rule.status}, since {rule.since}."
    yield ""
    yield from _table(("source is", "severity", "confidence"), _grades(rule))
    yield from _section("What it does", rule.what)
    yield from _section("Why that is bad", rule.why)
    yield from _section("What to do", rule.fix)
    yield from _section("What it says", f"> {rule.message}")
    facts = detector(rule.detector).FACTS
    yield ""
    yield from _table(("fact", "meaning"), ((f"`{name}`", meaning) for name, meaning in facts.items()))
    yield from _section("Examples", "")
    for example in rule.examples:
        yield from _example(example, rule.params)
    if rule.references:
        yield from _section("References", "\n".join(f"- <{address}>" for address in rule.references))


def _grades(rule: Rule) -> Iterator[tuple[str, str, str]]:
    private, public = rule.severity[Visibility.PRIVATE], rule.severity[Visibility.PUBLIC]
    if private is public:
        yield "private or public", private, rule.confidence
    else:
        yield "private", private, rule.confidence
        yield "public", public, rule.confidence


def _section(title: str, text: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    if text.strip():
        yield ""
        yield text.strip("\n")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _example(example: Example, params: Mapping[str, object]) -> Iterator[str]:
    title = example.name[:1].upper() + example.name[1:]
    flagged = ", ".join("the package itself" if path == "." else f"`{path}`" for path in example.flags)
    yield ""
    yield f"{title}: flags {flagged}." if flagged else f"{title}: clean."
    yield ""
    listing = "\n".join(_listing(example))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", listing)), default=0))
    yield f"{fence}text"
    yield listing
    yield fence
    if example.packer:
        yield ""
        yield from _project(example)
    if example.fault:
        yield ""
        yield f"Then {FAULTS[example.fault].does}."
    for key, value in example.params.items():
        yield ""
        yield f"Scaled down: judged with `{key}` = {value:,} in place of {params[key]:,}."


def _project(example: Example) -> Iterator[str]:
    if not example.problems:
        yield f"Packed with {example.packer} from a project in which nothing is odd."
        return
    yield f"Packed with {example.packer} from a project in which this is odd:"
    yield ""
    for problem in example.problems:
        place = f"{problem.file}, line {problem.line}" if problem.line else problem.file
        told = [f"`{part}`" for part in (place, problem.entry) if part]
        paths = ", ".join(f"`{_printable(path)}`" for path in problem.paths)
        yield f"- {problem.kind}{' in ' if told else ''}{': '.join(told)}{f' ({paths})' if paths else ''}"


def _listing(example: Example) -> Iterator[str]:
    for path, text in example.members.items():
        yield from _entry(ExampleEntry(path=path, text=text))
    for entry in example.entries:
        yield from _entry(entry)


def _entry(entry: ExampleEntry) -> Iterator[str]:
    name = _printable(entry.path)
    if entry.kind != "file":
        yield f"{name} ({entry.kind}{f' to {entry.link}' if entry.link else ''})"
    elif entry.size:
        yield f"{name} (filled up to {entry.size:,} bytes)"
    else:
        yield name
    for line in _shown(entry.text).split("\n"):
        yield f"    {_printable(line)}".rstrip()


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else f"\\u{{{ord(character):04x}}}" for character in text)


def _shown(text: str) -> str:
    """Return a text for readers: a JSON object key by key, long data as an ellipsis.

    A page is not to be what its examples show: a scan of the documentation must find no source map in it.
    """
    if text.startswith("{"):
        try:
            values: object = json.loads(text)
        except ValueError:
            values = None
        if isinstance(values, dict):
            text = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    text = _MAP.sub(r"\1: 3, …", _BASE64.sub(r"\1…", text))
    return text[:_LONGEST_SHOWN] + ("…" if len(text) > _LONGEST_SHOWN else "")
