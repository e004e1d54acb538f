"""From the folders of rule files to the rule book in force."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.own_folder import own_folder
from pkgaudit.rulebook.cache import Cache
from pkgaudit.rulebook.folders import RuleFile, rule_files


class RuleBookError(ValueError):
    """Rule files that are wrong.

    Attributes:
        errors: One line for each fault in any of them: file, key, what is wrong and what to do.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


def load_rulebook(extra: Sequence[Path] = (), *, named_by: str = "") -> RuleBook:
    """Return every rule that comes with pkgaudit, and those of the user's own folders.

    Args:
        extra: Folders of the user's own, each of ``<family>/<name>.toml``, or of ``<name>.toml`` for the family that is
            called as the folder is.
        named_by: The key that names them, such as ``pkgaudit.toml: rules``; empty when none does.

    Raises:
        RuleBookError: A rule is wrong, a name is taken twice, a folder cannot be read, or there is no rule at all.
    """
    errors: list[str] = []
    files = rule_files([own_folder(), *extra], errors, named_by)
    cache = Cache(files)
    kept = None if errors else cache.read()
    if kept is not None:
        return kept
    book = _parsed(files, errors)
    if not book.rules and not errors:
        errors.append(f"{own_folder()}: there is no rule in it; install pkgaudit again")
    if errors:
        raise RuleBookError(errors)
    cache.write(book)
    return book


def _parsed(files: Sequence[RuleFile], errors: list[str]) -> RuleBook:
    from pkgaudit.rulebook.parse import LARGEST, parse_rule  # noqa: PLC0415 -- TOML is read only when the cache does not know

    digest = hashlib.sha256()
    rules: dict[str, Rule] = {}
    named: dict[str, RuleFile] = {}
    for file in files:
        try:
            with Path(file.path).open("rb") as opened:
                content = opened.read(LARGEST + 1)
        except OSError as error:
            errors.append(f"{file.name}: cannot be read: {error.strerror}; check its permissions")
            continue
        digest.update(f"{file.relative}\0{len(content)}\0".encode())
        digest.update(content)
        rule = parse_rule(file.name, file.relative, content, errors)
        if rule is None:
            continue
        if rule.name in rules:
            taken = f"the name {rule.name!r} is taken by another rule ({_whose(named[rule.name])})"
            errors.append(f"{file.name}: {taken}; choose another")
            continue
        named[rule.name] = file
        rules[rule.name] = replace(rule, folder=file.folder, file=file.name) if file.folder else rule
    errors.extend(_ambiguous(rules, named))
    return RuleBook(rules={name: rules[name] for name in sorted(rules)}, digest=f"sha256:{digest.hexdigest()}")


def _whose(file: RuleFile) -> str:
    return file.name if file.folder else "one that comes with pkgaudit"


def _ambiguous(rules: Mapping[str, Rule], files: Mapping[str, RuleFile]) -> Iterator[str]:
    """Yield what is wrong with a rule that is called as a family is: a setting would be for both."""
    families = {rule.family: files[name] for name, rule in rules.items()}
    for name in sorted(set(rules) & set(families)):
        yield (
            f"{files[name].name}: the name {name!r} is that of a family as well ({families[name].name}); "
            "rename the rule, or the folder"
        )
