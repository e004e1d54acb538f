"""The search itself, over a packer that is a few lines long."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from pkgaudit.model.examination import Coverage
from pkgaudit.model.finding import Finding, Verdict
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Confidence, Ecosystem, Severity, Standing
from pkgaudit.model.report import Outcome, Report, ToolNote
from pkgaudit.model.ship_list import Origin
from pkgaudit.remedy.edit import Contents
from pkgaudit.remedy.packages import Package, Shipped
from pkgaudit.remedy.remedy import Remedy
from pkgaudit.remedy.search import find_remedy
from pkgaudit.remedy.workbench import Options, Trial, Workbench
from pkgaudit.targets.building.contents import Contents as Listed
from pkgaudit.targets.building.contents import FileContent
from tests.remedy.projects import edited, manifest, unfixed, write

Pack = Callable[[Mapping[str, bytes], int], Mapping[str, str] | Gap]
"""What ships: given what files hold and how often it packed already, members below ``package/`` with their contents."""

LEAKING = ("dist/a.js", "dist/a.js.map", "dist/b.js", "dist/b.js.map")


def files_of(contents: Mapping[str, bytes], folder: str = "") -> list[str]:
    listed: object = json.loads(contents[f"{folder}package.json"]).get("files")
    return [str(entry) for entry in listed] if isinstance(listed, list) else []


def verdict(location: tuple[str, ...], rule: str, severity: Severity, *, bar: Severity) -> Verdict:
    finding = Finding(
        rule=rule,
        family="sourcemaps",
        location=location,
        line=None,
        message="it leaks",
        facts={},
        fix="",
        fingerprint="0" * 16,
    )
    standing = Standing.OPEN if severity.rank <= bar.rank else Standing.BELOW_BAR
    return Verdict(finding=finding, artifact=0, severity=severity, confidence=Confidence.HIGH, standing=standing)


class Bench(Workbench):
    """Packs by a function; every ``.map`` that ships is a finding, and so is a file called ``new``."""

    def __init__(self, folder: Path, packs: Mapping[str, Pack]) -> None:
        options = Options(scratch=folder, environment={}, packing=lambda _: None)
        super().__init__(str(folder), options, lambda _: pytest.fail("nothing real is packed"))
        self.folder = folder
        self.packs = packs
        self.times = 0

    def pack_original(self) -> Trial:
        packed = self._packed({}, "project")
        assert isinstance(packed, Trial)
        return packed

    def pack_edited(self, contents: Contents) -> Trial | Gap:
        return self._packed(contents, "copy")

    def _packed(self, contents: Contents, name: str) -> Trial | Gap:
        held = {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        } | dict(contents)
        packages: dict[tuple[str, str], Package] = {}
        verdicts: list[Verdict] = []
        gaps: list[Gap] = []
        for folder, pack in self.packs.items():
            shipped = pack(held, self.times)
            if isinstance(shipped, Gap):
                if not contents:
                    return shipped
                gaps.append(shipped)
                continue
            location = (name, f"{folder or 'root'}.tgz")
            package = self._package(folder, location, shipped)
            packages[(folder, "npm")] = package
            for member in package.artifacts[0].contents.files:
                inside = (*location, member)
                if member.endswith(".map"):
                    verdicts.append(verdict(inside, "embedded-sources", Severity.CRITICAL, bar=Severity.HIGH))
                if member.endswith("new") or shipped[member.partition("/")[2]] == "worse":
                    verdicts.append(verdict(inside, "brought-along", Severity.CRITICAL, bar=Severity.HIGH))
        self.times += 1
        report = Report(
            tool=ToolNote(version="0", rules=1, rules_digest="", data_as_of=date(2026, 1, 1)),
            outcome=Outcome.FINDINGS,
            exit_code=1,
            fail_on=Severity.HIGH,
            artifacts=(),
            verdicts=tuple(verdicts),
            gaps=tuple(gaps),
            coverage=Coverage(),
            by_severity={},
            waived=0,
            below_bar=0,
        )
        return Trial(packages=packages, report=report)

    def _package(self, folder: str, location: tuple[str, ...], shipped: Mapping[str, str]) -> Package:
        held = {
            f"package/{path}": FileContent(size=len(text), sha256=hashlib.sha256(text.encode()).hexdigest())
            for path, text in shipped.items()
        }
        listed = Listed(files=held, sha256="", size=1, complete=True)
        sources = {member: member.partition("/")[2] for member in held}
        origin = Origin(
            project="project", root=str(self.folder), folder=folder or ".", ecosystem=Ecosystem.NPM, packer="npm"
        )
        artifact = Shipped(location=location, is_wheel=False, contents=listed, sources=sources)
        return Package(folder=folder, path=self.folder / folder, origin=origin, artifacts=(artifact,))


def all_but(contents: Mapping[str, bytes], paths: tuple[str, ...] = LEAKING, folder: str = "") -> dict[str, str]:
    """Ship what no negation of ``files`` names."""
    entries = files_of(contents, folder)
    kinds = [entry.removeprefix("!**/*") for entry in entries if entry.startswith("!**/*")]
    files = [entry.removeprefix("!") for entry in entries if entry.startswith("!")]
    return {path: "1" for path in paths if path not in files and not any(path.endswith(kind) for kind in kinds)}


def remedy_of(folder: Path, packs: Mapping[str, Pack]) -> tuple[Remedy, Bench]:
    for package in packs:
        write(folder / package, {"package.json": manifest(files=["dist"])})
    bench = Bench(folder, packs)
    remedy = find_remedy(bench)
    assert remedy is not None
    return remedy, bench


def listed(remedy: Remedy, path: str = "package.json") -> list[str]:
    return files_of({path: edited(remedy)[path].encode()}, path.removesuffix("package.json"))


def test_the_first_proved_edit_is_packed_once(project: Path) -> None:
    remedy, bench = remedy_of(project, {"": lambda contents, _: all_but(contents)})

    assert ["dist", "!**/*.map"] == listed(remedy)
    assert 2 == bench.times


def test_an_edit_that_makes_more_ship_is_not_proposed(project: Path) -> None:
    def pack(contents: Mapping[str, bytes], _: int) -> Mapping[str, str]:
        more = {".env": "1"} if "!**/*.map" in files_of(contents) else {}
        return {**all_but(contents), **more}

    remedy, _ = remedy_of(project, {"": pack})

    assert ["dist", "!dist/a.js.map", "!dist/b.js.map"] == listed(remedy)


def test_an_edit_that_brings_something_as_bad_is_not_proposed(project: Path) -> None:
    def pack(contents: Mapping[str, bytes], _: int) -> Mapping[str, str]:
        worse = {"dist/b.js": "worse"} if len(files_of(contents)) > 1 else {}
        return {**all_but(contents), **worse}

    remedy, _ = remedy_of(project, {"": pack})

    assert remedy.proposal is None
    assert "the edit would bring brought-along: it leaks" == unfixed(remedy)[0][2]


def test_an_edit_that_loses_code_is_not_proposed(project: Path) -> None:
    def pack(contents: Mapping[str, bytes], _: int) -> Mapping[str, str]:
        return {"dist/b.js": "1"} if len(files_of(contents)) > 1 else dict.fromkeys(LEAKING, "1")

    remedy, _ = remedy_of(project, {"": pack})

    assert remedy.proposal is None
    assert "the edit would leave out package/dist/a.js as well" == unfixed(remedy)[0][2]


def test_an_edit_that_loses_an_entry_point_is_not_proposed(project: Path) -> None:
    def pack(contents: Mapping[str, bytes], _: int) -> Mapping[str, str]:
        return {"dist/b.js": "1"} if len(files_of(contents)) > 1 else dict.fromkeys(LEAKING, "1")

    write(project, {"package.json": manifest(files=["dist"], main="dist/a.js")})
    remedy = find_remedy(Bench(project, {"": pack}))

    assert remedy is not None
    assert "the edit would leave out package/dist/a.js, which package.json names" == unfixed(remedy)[0][2]


def test_what_cannot_be_packed_any_more_is_no_cure(project: Path) -> None:
    gap = Gap(kind=GapKind.PACKING, location=("copy",), why="npm failed")

    remedy, _ = remedy_of(project, {"": lambda contents, _: gap if len(files_of(contents)) > 1 else all_but(contents)})

    assert remedy.proposal is None
    assert "with it less could be examined: npm failed" == unfixed(remedy)[0][2]


def test_a_package_that_is_not_packed_with_the_edit_does_not_hold_up_the_others(project: Path) -> None:
    gap = Gap(kind=GapKind.PACKING, location=("copy",), why="npm failed")
    packs: dict[str, Pack] = {
        "a": lambda contents, _: all_but(contents, folder="a/"),
        "b": lambda contents, _: gap if "!**/*.map" in files_of(contents, "b/") else all_but(contents, folder="b/"),
    }

    remedy, _ = remedy_of(project, packs)

    assert ["dist", "!**/*.map"] == listed(remedy, "a/package.json")
    assert ["dist", "!dist/a.js.map", "!dist/b.js.map"] == listed(remedy, "b/package.json")
    assert [] == unfixed(remedy)


def test_what_one_edit_cannot_cure_is_tried_again_on_top_of_it(project: Path) -> None:
    def pack(contents: Mapping[str, bytes], _: int) -> Mapping[str, str]:
        shipped = all_but(contents)
        # Only an edit for this one alone is understood.
        stubborn = files_of(contents)[-1:] != ["!dist/b.js.map"] or "!dist/a.js.map" in files_of(contents)[-2:-1]
        return {**shipped, **({"dist/b.js.map": "1"} if stubborn and "#" not in shipped else {})}

    remedy, _ = remedy_of(project, {"": pack})

    assert ["package/dist/a.js.map"] == [each.finding.location[-1] for each in remedy.proposal.cured][:1]  # type: ignore[union-attr]
    assert remedy.proposal is not None
    assert "!dist/a.js.map" in listed(remedy)


def test_what_is_different_in_every_copy_is_no_difference(project: Path) -> None:
    remedy, _ = remedy_of(project, {"": lambda contents, times: {**all_but(contents), "dist/stamp.js": str(times)}})

    assert remedy.proposal is not None
    assert () == remedy.proposal.differences[0].changed


def test_what_holds_something_else_with_the_edit_is_said(project: Path) -> None:
    remedy, _ = remedy_of(
        project, {"": lambda contents, _: {**all_but(contents), "dist/x.js": str(len(files_of(contents)))}}
    )

    assert remedy.proposal is not None
    assert ("package/dist/x.js",) == remedy.proposal.differences[0].changed


def test_a_name_that_every_build_makes_anew_takes_others_of_its_kind_along(project: Path) -> None:
    def pack(contents: Mapping[str, bytes], _: int) -> Mapping[str, str]:
        shipped = all_but(contents, ("dist/a-4f3a9b12.js.map", "dist/b.js"))
        kept = "!**/*.map" not in files_of(contents)
        return {**shipped, **({"levels/one.map.txt": "1"} if kept else {})}

    remedy, _ = remedy_of(project, {"": pack})

    # The file beside it is of another kind, so that it may not be lost.
    assert ["dist", "!dist/a-4f3a9b12.js.map"] == listed(remedy)


def test_the_search_ends(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pkgaudit.remedy.search._MOST_TRIALS", 1)

    remedy, _ = remedy_of(project, {"": lambda *_: dict.fromkeys(LEAKING, "1")})

    assert remedy.proposal is None
    assert {"it took too many attempts"} == {why for _, _, why in unfixed(remedy)}


def test_edits_that_do_not_hold_together_are_not_proposed(project: Path) -> None:
    def pack_a(contents: Mapping[str, bytes], times: int) -> Mapping[str, str]:
        # What worked once does not work again.
        return all_but(contents, folder="a/") if times < 2 else dict.fromkeys(LEAKING, "1")

    packs: dict[str, Pack] = {"a": pack_a, "b": lambda *_: dict.fromkeys(LEAKING, "1")}

    remedy, _ = remedy_of(project, packs)

    assert remedy.proposal is None
    assert "the edit that cured it alone could not be proved together with the others" in {
        why for _, _, why in unfixed(remedy)
    }
