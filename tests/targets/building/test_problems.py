from __future__ import annotations

import hashlib
from pathlib import Path

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind
from pkgaudit.targets.building.built import Built, BuiltArtifact
from pkgaudit.targets.building.contents import Contents, FileContent
from pkgaudit.targets.building.installer import Installer
from pkgaudit.targets.building.problems import problems_of

SOURCES = {"demo-1.0/src/demo/__init__.py": "A = 1", "demo-1.0/src/demo/core.py": "B = 1", "demo-1.0/tools/x.py": "1"}
INSTALLED = {"demo/__init__.py": "A = 1", "demo/core.py": "B = 1", "demo-1.0.dist-info/METADATA": "m"}


def artifact(name: str, files: dict[str, str], *, complete: bool = True) -> BuiltArtifact:
    read = {n: FileContent(size=len(t), sha256=hashlib.sha256(t.encode()).hexdigest()) for n, t in files.items()}
    return BuiltArtifact(path=Path(name), contents=Contents(files=read, sha256="", size=0, complete=complete))


def built(
    *,
    sources: dict[str, str] | None = None,
    installed: dict[str, str] | None = None,
    others: tuple[str, ...] = (),
    complete: bool = True,
) -> Built:
    return Built(
        sdist=artifact("demo-1.0.tar.gz", {**SOURCES, **(sources or {})}),
        wheel=artifact("demo-1.0-py3-none-any.whl", {**INSTALLED, **(installed or {})}, complete=complete),
        others=others,
        installer=Installer.UV,
    )


def seen(problems: tuple[PackingProblem, ...]) -> list[tuple[PackingProblemKind, tuple[str, ...]]]:
    return [(problem.kind, problem.paths) for problem in problems]


def test_a_wheel_of_what_the_sdist_holds_is_in_order_though_tools_stay_out_of_it() -> None:
    assert ((), ()) == problems_of(built())


def test_code_that_only_the_wheel_has_is_reported_on_the_wheel() -> None:
    sdist, wheel = problems_of(built(installed={"demo/z.py": "import os", "demo/a.py": "import sys"}))

    assert () == sdist
    assert [(PackingProblemKind.CODE_NOT_IN_SDIST, ("demo/a.py", "demo/z.py"))] == seen(wheel)
    assert "demo/a.py and 1 more" in wheel[0].edit


def test_code_that_the_build_rewrote_is_reported_on_the_wheel() -> None:
    sdist, wheel = problems_of(built(installed={"demo/core.py": "import os"}))

    assert () == sdist
    assert [(PackingProblemKind.CODE_DIFFERS_FROM_SDIST, ("demo/core.py",))] == seen(wheel)
    assert "demo/core.py" in wheel[0].edit


def test_a_module_that_the_wheel_lacks_is_reported_on_the_sdist_by_its_member() -> None:
    sdist, wheel = problems_of(built(sources={"demo-1.0/src/demo/sub/__init__.py": "C = 1"}))

    assert [(PackingProblemKind.CODE_NOT_IN_WHEEL, ("demo-1.0/src/demo/sub/__init__.py",))] == seen(sdist)
    assert "src/demo/sub/__init__.py" in sdist[0].edit
    assert () == wheel


def test_what_was_not_read_to_its_end_is_held_against_nothing() -> None:
    sources = {"demo-1.0/src/demo/sub/__init__.py": "C = 1"}

    assert ((), ()) == problems_of(built(sources=sources, complete=False))


def test_what_else_the_backend_left_is_reported_on_the_sdist_and_named() -> None:
    sdist, wheel = problems_of(built(others=("debug.zip",)))

    assert [(PackingProblemKind.MORE_THAN_BUILT, ())] == seen(sdist)
    assert "debug.zip" == sdist[0].detail
    assert "debug.zip" in sdist[0].edit
    assert () == wheel


def test_of_many_other_files_some_are_named_and_the_rest_counted() -> None:
    sdist, _ = problems_of(built(others=tuple(f"{number:02}.zip" for number in range(12))))

    assert sdist[0].detail.startswith("00.zip, 01.zip, ")
    assert sdist[0].detail.endswith("09.zip and 2 more")
