"""One rule file to one checked rule, or to every error in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from string import Formatter

import msgspec

from pkgaudit.detectors.protocol import Detector
from pkgaudit.detectors.registry import DETECTORS, detector
from pkgaudit.expression import Expression
from pkgaudit.model.grades import Confidence, Severity, Visibility
from pkgaudit.model.rule import Example, ExampleEntry, Rule, RuleStatus
from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind
from pkgaudit.rulebook.faults import FAULTS
from pkgaudit.toml_table import Table, near, read_toml

LARGEST = 256 * 1024
"""Bytes of one rule file; tomllib's cost is not linear in what a file holds."""

_KEBAB = Expression(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_VERSION = Expression(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")
_COUNTED = Expression(r"[A-Za-z]+(?: [A-Za-z]+)*(?:\|[A-Za-z]+(?: [A-Za-z]+)*)?")
_LARGEST_ENTRY = 16_000_000
_ENTRY_KINDS = ("file", "directory", "symlink", "hardlink", "special")


def parse_rule(file: str, relative: str, content: bytes, errors: list[str]) -> Rule | None:
    """Return the rule, or None after adding at least one error.

    Args:
        file: How errors name the file.
        relative: ``family/name.toml``; the rule's family and name come from it.
        content: The file's bytes.
        errors: Where errors go.
    """
    values = read_toml(file, content, errors, largest=LARGEST, what="a rule")
    if values is None:
        return None
    before = len(errors)
    top = Table(file, "", values, errors)
    family, _, name = relative.removesuffix(".toml").rpartition("/")
    for word, part in ((family, "family (the folder)"), (name, "name (the file)")):
        if not _KEBAB.fullmatch(word):
            top.error("", f"the {part} {word!r} is not kebab-case; use lower-case words joined by single hyphens")
    rule = _rule(top, family, name)
    return rule if len(errors) == before else None


def _rule(top: Table, family: str, name: str) -> Rule:
    policy, docs = top.table("policy"), top.table("docs")
    module = _detector(top)
    rule = Rule(
        name=name,
        family=family,
        title=top.text("title"),
        message=top.text("message"),
        since=top.text("since"),
        status=top.choice("status", RuleStatus, RuleStatus.STABLE),
        detector=top.text("detector"),
        params=top.mapping("params"),
        severity=_severity(policy),
        confidence=policy.choice("confidence", Confidence, Confidence.HIGH),
        owner=policy.text("owner"),
        what=docs.text("what"),
        why=docs.text("why"),
        fix=docs.text("fix"),
        references=docs.texts("references", required=True),
        examples=tuple(_example(table) for table in top.tables("examples")),
    )
    _check_words(top, docs, rule)
    _check_examples(top, rule)
    if module is not None:
        _check_message(top, rule, module)
        _check_params(top, rule, module)
    for table in (top, policy, docs):
        table.finish()
    return rule


def _detector(top: Table) -> Detector | None:
    name = top.text("detector")
    if name in DETECTORS:
        return detector(name)
    if name:
        top.error(
            "detector", f"there is no detector {name!r}{near(name, DETECTORS) or '; known: ' + ', '.join(DETECTORS)}"
        )
    return None


def _severity(policy: Table) -> Mapping[Visibility, Severity]:
    if not policy.is_table("severity"):
        return dict.fromkeys(Visibility, policy.choice("severity", Severity, Severity.NOTE))
    by_visibility = policy.table("severity")
    severity = {each: by_visibility.choice(each, Severity, Severity.NOTE) for each in Visibility}
    by_visibility.finish()
    return severity


def _example(table: Table) -> Example:
    members = {path: _content(table, path, value) for path, value in table.mapping("members").items()}
    fault = table.text("fault", default="")
    if fault and fault not in FAULTS:
        table.error("fault", f"there is no fault {fault!r}{near(fault, FAULTS) or '; known: ' + ', '.join(FAULTS)}")
    example = Example(
        name=table.text("name"),
        flags=table.texts("flags", required=True),
        members=members,
        entries=tuple(_entry(entry) for entry in table.tables("entries")),
        fault=fault,
        params=_smaller(table),
        packer=table.text("packer", default=""),
        problems=tuple(_problem(problem) for problem in table.tables("problems")),
    )
    if example.problems and not example.packer:
        table.error("packer", "is missing; problems are those of a project, and something packed it")
    if not example.members and not example.entries:
        table.error("members", "is missing; an example is an artifact with at least one member")
    table.finish()
    return example


def _problem(table: Table) -> PackingProblem:
    problem = PackingProblem(
        kind=table.choice("kind", PackingProblemKind, PackingProblemKind.NO_ALLOW_LIST),
        file=table.text("file", default=""),
        line=table.number("line", default=0) or None,
        entry=table.text("entry", default=""),
        paths=table.texts("paths", required=False),
        edit=table.text("edit"),
        detail=table.text("detail", default=""),
    )
    table.finish()
    return problem


def _smaller(table: Table) -> Mapping[str, int | float]:
    numbers = {}
    for key, value in table.mapping("params").items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            numbers[key] = value
        else:
            table.error(f"params.{key}", "must be a number; an example changes only how much is too much")
    return numbers


def _content(table: Table, path: str, value: object) -> str:
    """Return a member's text, written as a text, as pieces of one, or as a table that stands for a JSON object.

    Pieces and tables keep a rule file from being what its examples show: a scan of our own package must not find in it
    a source map or a credential.
    """
    match value:
        case str():
            return value
        case list() if all(isinstance(piece, str) for piece in value):
            return "".join(value)
        case dict():
            try:
                return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
            except TypeError:
                pass
    table.error(f"members.{path}", "must be a text, a list of pieces of one, or a table that JSON can hold")
    return ""


def _entry(table: Table) -> ExampleEntry:
    entry = ExampleEntry(
        path=table.text("path", default=""),
        text=table.text("text", default=""),
        size=table.number("size", default=0),
        kind=table.text("kind", default="file"),
        link=table.text("link", default=""),
    )
    if not table.has("path"):
        table.error("path", "is missing; it is the entry's name in the archive")
    if entry.size > _LARGEST_ENTRY:
        table.error("size", f"is more than {_LARGEST_ENTRY:,} bytes; an example scales a number of params down instead")
    if entry.kind not in _ENTRY_KINDS:
        table.error("kind", f"{entry.kind!r} is none of {', '.join(_ENTRY_KINDS)}{near(entry.kind, _ENTRY_KINDS)}")
    table.finish()
    return entry


def _check_words(top: Table, docs: Table, rule: Rule) -> None:
    if rule.since and not _VERSION.fullmatch(rule.since):
        top.error("since", f"{rule.since!r} is not a version; write three numbers, such as 0.1.0")
    for key, text in (("title", rule.title), ("message", rule.message)):
        if "\n" in text:
            top.error(key, "has more than one line; keep it to one")
    for index, address in enumerate(rule.references):
        if not address.startswith("https://") or any(character.isspace() for character in address):
            docs.error(f"references[{index}]", f"{address!r} is not an https address; write it in full")


def _check_examples(top: Table, rule: Rule) -> None:
    if not any(example.flags for example in rule.examples):
        top.error("examples", "none of them flags anything; add one that shows what the rule finds")
    if all(example.flags for example in rule.examples):
        top.error("examples", "none of them is clean (flags = []); add one that looks alike and is harmless")
    for index, example in enumerate(rule.examples):
        for key, value in example.params.items():
            own = rule.params.get(key)
            if isinstance(own, bool) or not isinstance(own, (int, float)) or not value < own:
                sentence = "is not below a number of the rule's own params; an example only scales one down"
                top.error(f"examples[{index}].params.{key}", sentence)
    names = [example.name for example in rule.examples]
    for name in sorted({name for name in names if names.count(name) > 1}):
        top.error("examples", f"two are named {name!r}; give each its own name")


def _check_message(top: Table, rule: Rule, module: Detector) -> None:
    try:
        fields = list(Formatter().parse(rule.message))
    except ValueError as error:
        top.error("message", f"its braces do not match ({error}); write {{{{ and }}}} for braces that are text")
        return
    for _, field, spec, conversion in fields:
        if field is None:
            continue
        if conversion or not field.isidentifier() or (spec and not _COUNTED.fullmatch(spec)):
            written = field + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            sentence = "must be the bare name of a fact, or one and what it counts, such as {sources:source}"
            top.error("message", f"{{{written}}} {sentence}")
        elif field not in module.FACTS:
            known = near(field, module.FACTS) or f"; known: {', '.join(module.FACTS)}"
            top.error("message", f"{{{field}}} is not a fact of the detector {rule.detector}{known}")


def _check_params(top: Table, rule: Rule, module: Detector) -> None:
    try:
        msgspec.convert(rule.params, module.PARAMS)
    except msgspec.ValidationError as error:
        text = str(error).replace(" - at `$.", ", at `params.")
        top.error("params", f"does not fit the detector {rule.detector}: {text}; see its parameters")
