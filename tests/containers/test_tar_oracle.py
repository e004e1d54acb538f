from __future__ import annotations

import pytest
from pip._internal.utils.unpacking import split_leading_dir

from pkgaudit.model.gap import GapKind
from pkgaudit.model.member import AnomalyKind, Member, MemberKind
from tests.containers.tar_oracles import Files, Written, normal, stripped, write_with_all
from tests.containers.tar_reading import Seen, read_archive
from tests.hostile.case import HostileCase
from tests.hostile.tar_cases import CASES

pytestmark = pytest.mark.broad

# Nothing to learn from these but how long a disk takes.
_TOO_LARGE = {"long-name-64-kib", "many-members", "bomb", "zeros-bomb-after-end"}
_PUT = [case for case in CASES if case.name not in _TOO_LARGE]


@pytest.fixture(scope="module")
def written() -> dict[str, Written]:
    results = write_with_all({f"{case.name}{case.suffix}": case.build() for case in _PUT})
    return dict(zip((case.name for case in _PUT), results, strict=True))


@pytest.mark.parametrize("case", _PUT, ids=lambda case: case.name)
def test_lists_every_file_any_installer_writes(case: HostileCase, written: dict[str, Written]) -> None:
    seen = read_archive(case.build())
    result = written[case.name]
    by_npm: set[tuple[str, int | None]] = set()
    by_others: set[tuple[str, int | None]] = set()
    for member in seen.members:
        by_npm |= _keys(member, seen, stripped(member.raw_name))
        by_others |= _keys(member, seen, normal(member.path), normal(split_leading_dir(member.path)[1]))
    missing = [
        *(
            f"{program}: {path} ({size})"
            for program, path, size in _each(result.by_npm)
            if not _among(path, size, by_npm)
        ),
        *(
            f"{program}: {path} ({size})"
            for program, path, size in _each(result.by_others)
            if not _among(path, size, by_others)
        ),
    ]

    assert [] == missing or any(gap.kind is GapKind.LIMIT for gap in seen.gaps)


@pytest.mark.parametrize("case", _PUT, ids=lambda case: case.name)
def test_reports_something_wherever_installers_disagree(case: HostileCase, written: dict[str, Written]) -> None:
    seen = read_archive(case.build())

    assert not _differ(written[case.name]) or seen.anomalies or seen.gaps


def test_the_installers_did_write_files(written: dict[str, Written]) -> None:
    for program in ("pacote", "node-tar"):
        assert len(_PUT) // 2 < sum(bool(result.by_npm[program]) for result in written.values())
    for program in ("pip", "tar", "bsdtar"):
        assert len(_PUT) // 2 < sum(bool(result.by_others[program]) for result in written.values())


def test_the_installers_disagree_about_many_cases(written: dict[str, Written]) -> None:
    differing = [name for name, result in written.items() if _differ(result)]

    assert len(differing) > 30


def _keys(member: Member, seen: Seen, *paths: str) -> set[tuple[str, int | None]]:
    # A hard link's size is its target's; programs fill up a file cut short, or a sparse one, each in its own way.
    unsure = (
        member.kind is MemberKind.HARDLINK
        or AnomalyKind.TRUNCATED in seen.kinds
        or any(gap.kind is GapKind.UNSUPPORTED and gap.location == member.location for gap in seen.gaps)
    )
    return {(path, None if unsure else member.size) for path in paths}


def _among(path: str, size: int, members: set[tuple[str, int | None]]) -> bool:
    return (path, size) in members or (path, None) in members


def _each(by_program: dict[str, Files]) -> list[tuple[str, str, int]]:
    return [(program, path, size) for program, files in by_program.items() for path, size in files.items()]


def _without_top(files: Files) -> Files:
    return {path.partition("/")[2]: size for path, size in files.items()}


def _differ(result: Written) -> bool:
    npm, *more = result.by_npm.values()
    # pip takes a folder away only when it is the one at the top.
    same = [npm == _without_top(files) for name, files in result.by_others.items() if name != "pip"]
    by_pip = result.by_others["pip"]
    return not (all(files == npm for files in more) and all(same) and npm in (by_pip, _without_top(by_pip)))
