"""What is odd about a project is reported once for each problem, and single files where they are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pkgaudit.examine.wording import findings_of
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.ship_list import Origin, PackingProblem, PackingProblemKind, ShipList
from pkgaudit.rulebook.load import load_rulebook
from tests.detectors.atlas import artifact, file, hits, places

ORIGIN = Origin(project="p", root="/p", folder=".", ecosystem=Ecosystem.NPM, packer="pnpm")


def problem(kind: str, *paths: str, file: str = "", line: int | None = None, entry: str = "") -> PackingProblem:
    return PackingProblem(
        kind=PackingProblemKind(kind), file=file, line=line, entry=entry, paths=paths, edit=f"Edit {entry}."
    )


def packed(*problems: PackingProblem) -> Artifact:
    return replace(artifact(file("x")), origin=ORIGIN, ship_list=ShipList(problems=problems))


def test_a_problem_is_one_finding_however_many_files_it_concerns() -> None:
    many = [f"package/{number}.js" for number in range(30)]
    found = hits(
        packed(problem("no-allow-list", *many, file="package.json")), "packing_problem", having="no-allow-list"
    )

    assert ["."] == places(found)
    assert (30, "package/0.js", "pnpm", "package.json") == tuple(
        found[0].facts[name] for name in ("paths", "first", "packer", "file")
    )
    assert [{"path": path} for path in many[:20]] == list(found[0].facts["list"])  # type: ignore[arg-type]


def test_a_problem_with_one_file_is_reported_there() -> None:
    found = hits(packed(problem("dead-exclusion", "package/a.map")), "packing_problem", having="dead-exclusion")

    assert ["package/a.map"] == places(found)


def test_only_the_kinds_asked_for_are_reported() -> None:
    whole = packed(
        *(problem(kind, entry=kind) for kind in PackingProblemKind if kind not in {"ignored-file", "untracked-file"})
    )
    found = hits(whole, "packing_problem", having=["code-not-in-sdist", "code-differs-from-sdist"])

    assert ["code-not-in-sdist", "code-differs-from-sdist"] == [hit.facts["entry"] for hit in found]


@pytest.mark.parametrize(("paths", "expected"), [((), 0), (("package/.env",), 1)])
def test_a_rule_can_ask_for_files_that_it_concerns(paths: tuple[str, ...], expected: int) -> None:
    whole = packed(problem("shadowed-ignore-file", *paths))
    found = hits(whole, "packing_problem", having="shadowed-ignore-file", at_least=1)

    assert expected == len(found)


def test_a_package_without_a_project_has_no_problem() -> None:
    assert [] == hits(artifact(file("x")), "packing_problem", having="no-allow-list")


def single(*paths: str, **params: object) -> list[Hit]:
    problems = [problem("ignored-file", *paths[::2], entry="a"), problem("ignored-file", *paths[1::2], entry="b")]
    return hits(packed(*problems), "packing_problem", having="ignored-file", **params)


def test_single_files_stand_alone_while_they_are_few() -> None:
    found = single("package/a.js", "package/b.js", "package/c.js")

    assert ["package/a.js", "package/c.js", "package/b.js"] == places(found)
    assert ["Edit a.", "Edit a.", "Edit b."] == [hit.facts["edit"] for hit in found]


def test_many_single_files_are_reported_by_folder() -> None:
    found = single(*(f"package/{folder}/{number}.js" for folder in "ab" for number in range(20)))

    assert ["package/a", "package/b"] == places(found)
    assert [20, 20] == [hit.facts["paths"] for hit in found]


@pytest.mark.parametrize(
    ("path", "private"),
    [
        ("package/.env", True),
        ("package/.ENV", True),
        ("package/config/.env.production", True),
        ("package/.claude/settings.local.json", True),
        ("package/certs/server.pem", True),
        ("package/id_rsa", True),
        ("package/.env.example", False),
        ("package/environment.js", False),
        ("package/dist/keys.js", False),
        ("package/dist/secrets-view.js", False),
        ("package/" + "a" * 100_000, False),
    ],
)
def test_a_file_that_git_does_not_have_is_in_one_of_two_rules_by_its_name(path: str, private: bool) -> None:
    book = load_rulebook()
    for kind in ("ignored-file", "untracked-file"):
        names = ("uncommitted-private-file-shipped", f"{kind}-shipped")
        whole = packed(problem(kind, path))
        of = [len(hits(whole, "packing_problem", **book.rules[name].params)) for name in names]

        assert [int(private), int(not private)] == of


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (problem("dead-exclusion"), "the configuration"),
        (problem("dead-exclusion", file=".npmignore"), ".npmignore"),
        (problem("dead-exclusion", file=".npmignore", line=3, entry="*.map"), "`*.map` in .npmignore, line 3,"),
        (problem("dead-exclusion", entry="*.map", line=3), "`*.map`"),
    ],
)
def test_a_place_is_told_with_what_there_is(given: PackingProblem, expected: str) -> None:
    (found,) = hits(packed(given), "packing_problem", having="dead-exclusion")

    assert expected == found.facts["place"]


def test_two_problems_of_one_rule_have_two_names_that_outlive_a_release() -> None:
    book = load_rulebook()
    one, other = (
        problem("dead-exclusion", file=".npmignore", line=line, entry=entry) for line, entry in ((1, "a"), (2, "b"))
    )
    moved = problem("dead-exclusion", file=".npmignore", line=9, entry="b")

    def names(*problems: PackingProblem) -> list[str]:
        found = hits(packed(*problems), "packing_problem", having="dead-exclusion")
        renamed = [replace(hit, rule="dead-exclusion") for hit in found]
        return [finding.fingerprint for finding in findings_of(renamed, book.rules, "p")]

    assert 2 == len(set(names(one, other)))
    assert names(one, other) == names(one, moved)
    assert names(other) == names(moved)


def test_every_message_of_a_packaging_rule_about_a_project_ends_with_the_edit() -> None:
    rules = [rule for rule in load_rulebook().rules.values() if rule.detector == "packing_problem"]

    assert 10 < len(rules)
    assert [] == [rule.name for rule in rules if not rule.message.endswith("{edit}")]


def test_every_kind_of_problem_is_in_a_rule() -> None:
    asked = [rule.params["having"] for rule in load_rulebook().rules.values() if rule.detector == "packing_problem"]

    assert set(PackingProblemKind) == {kind for each in asked for kind in (each if isinstance(each, list) else [each])}
