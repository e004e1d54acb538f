"""Whatever a backend does, the answer is what it built or a gap that says why, and the project stays as it is."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.building.built import Built
from pkgaudit.targets.building.installer import Installer
from pkgaudit.targets.building.left_out import STAND_IN
from tests.targets.building.conftest import FASTEST, Build
from tests.targets.building.projects import (
    BACKENDS,
    EPOCH,
    git,
    members,
    snapshot,
    write,
    write_own,
)
from tests.tools import missing

TOP = "demo_pkg-1.2.3/"
QUOTED = 1500


def gap_of(built: Built | Gap) -> Gap:
    assert isinstance(built, Gap), built
    assert ("project",) == built.location
    assert GapKind.PACKING is built.kind
    assert len(built.why) < QUOTED
    return built


def built_of(built: Built | Gap) -> Built:
    assert isinstance(built, Built), built
    return built


def is_running(pid: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip()) and not done.stdout.startswith("Z")


def is_gone(pid: int) -> bool:
    for _ in range(100):
        if not is_running(pid):
            return True
        time.sleep(0.05)
    return False


def test_refused_execution_is_a_gap_that_says_how_to_scan_what_exists(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project", f"open({str(tmp_path / 'ran')!r}, 'w')")

    gap = gap_of(build(project, execute=False))

    assert "own_backend" in gap.why
    assert "--no-execute" in gap.why
    assert "scan the files in dist/" in gap.why
    assert not (tmp_path / "ran").exists()
    assert [] == list((tmp_path / "scratch").iterdir())


def test_a_build_over_its_time_is_stopped_with_everything_it_started(build: Build, tmp_path: Path) -> None:
    project = write_own(
        tmp_path / "project",
        f"""
        import subprocess, time

        def before_sdist(folder):
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            Path({str(tmp_path / "pids")!r}).write_text(f"{{os.getpid()}} {{child.pid}}")
            print("compiling the last file", file=sys.stderr, flush=True)
            time.sleep(600)
        """,
    )
    before = snapshot(project)

    gap = gap_of(build(project, timeout_seconds=6))
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]

    assert "building the sdist was stopped after 6 seconds" in gap.why
    assert "compiling the last file" in gap.why
    assert 2 == len(pids)
    assert all(is_gone(pid) for pid in pids)
    assert before == snapshot(project)


def test_a_child_left_behind_neither_delays_nor_survives_the_build(build: Build, tmp_path: Path) -> None:
    project = write_own(
        tmp_path / "project",
        f"""
        import subprocess

        def before_sdist(folder):
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            Path({str(tmp_path / "pid")!r}).write_text(str(child.pid))
        """,
    )

    built_of(build(project))

    assert is_gone(int((tmp_path / "pid").read_text()))


RUBBISH = """
    def before_sdist(folder):
        for stream in (sys.stdout.buffer, sys.stderr.buffer):
            stream.write(b"\\x1b]0;title\\x07\\x00\\xff\\xfe\\n" * 200_000)
            stream.write(b"x" * 1_000_000 + b"\\n")
            stream.flush()
"""


def test_rubbish_on_both_streams_does_not_keep_a_project_from_being_built(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project", RUBBISH)

    built = built_of(build(project))

    assert TOP + "PKG-INFO" in built.sdist.contents.files


def test_rubbish_before_a_failure_is_quoted_in_bounds(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project", RUBBISH + "        os._exit(3)\n")

    gap = gap_of(build(project))

    assert "the backend own_backend failed" in gap.why
    assert "xxxx" in gap.why


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("raise ValueError('the version is no version')", "ValueError: the version is no version"),
        ("sys.exit('cannot find the compiler')", "cannot find the compiler"),
        ("print('only here', flush=True); os._exit(7)", "only here"),
        ("os.kill(os.getpid(), 9)", "nothing"),
    ],
)
def test_a_failing_backend_is_a_gap_with_what_it_said_last(build: Build, tmp_path: Path, last: str, said: str) -> None:
    project = write_own(tmp_path / "project", f"def before_sdist(folder):\n    {last}\n")

    gap = gap_of(build(project))

    assert "the backend own_backend failed in build_sdist (exit code 1; last said: " in gap.why
    assert said in gap.why
    assert "TIP" not in gap.why
    assert "scan the files in dist/" in gap.why


def test_credentials_in_addresses_are_not_quoted(build: Build, tmp_path: Path) -> None:
    address = "https://" + "user" + ":" + "hunter2" + "@index.example/simple"
    project = write_own(tmp_path / "project", f"def before_sdist(folder):\n    sys.exit('cannot ask {address}')\n")

    gap = gap_of(build(project))

    assert "https://***@index.example/simple" in gap.why


def test_writing_to_the_original_is_seen(build: Build, tmp_path: Path) -> None:
    original = tmp_path / "project"
    project = write_own(
        original,
        f"""
        def before_sdist(folder):
            Path({str(original)!r}, "planted.py").write_text("import os")
            Path({str(original)!r}, "src/demo_pkg/__init__.py").write_text("VALUE = 2\\n")
        """,
    )

    gap = gap_of(build(project))

    assert "files of the project changed" in gap.why
    assert "(planted.py, src/demo_pkg/__init__.py)" in gap.why


def test_a_hook_planted_in_the_original_repository_is_seen(build: Build, tmp_path: Path) -> None:
    original = tmp_path / "project"
    hook = original / ".git" / "hooks" / "pre-commit"
    index = original / ".git" / "index.lock"
    project = write_own(
        original, f"def before_sdist(folder):\n    for p in ({str(hook)!r}, {str(index)!r}): Path(p).write_text('')\n"
    )
    git(project, "init", "-q")
    hook.parent.mkdir(exist_ok=True)

    gap = gap_of(build(project))

    assert "(.git/hooks/pre-commit)" in gap.why


def test_what_a_backend_writes_around_itself_stays_in_the_copy(build: Build, tmp_path: Path) -> None:
    project = write_own(
        tmp_path / "project",
        """
        def before_sdist(folder):
            Path("pyproject.toml.orig").write_text("")
            Path("src/demo_pkg.egg-info").mkdir()
            Path("src/demo_pkg/__init__.py").chmod(0o755)
            Path("linked").write_text("through the link")
            Path("linked").unlink()
            Path("../outside.txt").write_text("beside the copy")
            for path in list(Path(".").rglob("*.md")):
                path.unlink()
        """,
        **{"README.md": "# Demo\n", "notes.txt": "kept\n"},
    )
    (project / "linked").symlink_to(project / "notes.txt")
    before = snapshot(project)

    built = built_of(build(project))

    assert before == snapshot(project)
    assert TOP + "README.md" not in built.sdist.contents.files
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.parametrize(
    ("act", "left"),
    [
        ("os.unlink(Path(folder, NAME + '-py3-none-any.whl'))", "left demo_pkg-1.2.3.tar.gz instead"),
        ("Path(folder, 'second-1-py3-none-any.whl').write_text('')", "second-1-py3-none-any.whl"),
    ],
)
def test_anything_but_one_sdist_and_one_wheel_is_a_gap(build: Build, tmp_path: Path, act: str, left: str) -> None:
    project = write_own(tmp_path / "project", f"def after_wheel(folder):\n    {act}\n")

    gap = gap_of(build(project))

    assert left in gap.why


def test_a_link_in_the_place_of_the_wheel_is_a_gap(build: Build, tmp_path: Path) -> None:
    act = "path = Path(folder, NAME + '-py3-none-any.whl'); path.rename(path.with_suffix('.x')); "
    act += "path.symlink_to(path.with_suffix('.x'))"
    project = write_own(tmp_path / "project", f"def after_wheel(folder):\n    {act}\n")

    gap = gap_of(build(project))

    assert "instead of one sdist and one wheel" in gap.why


def test_what_else_lies_beside_the_two_is_named(build: Build, tmp_path: Path) -> None:
    project = write_own(
        tmp_path / "project", "def after_wheel(folder):\n    Path(folder, 'debug.log').write_text('x')\n"
    )

    built = built_of(build(project))

    assert ("debug.log",) == built.others


def test_every_build_of_one_tree_says_the_date_of_its_newest_file(build: Build, tmp_path: Path) -> None:
    dump = tmp_path / "dates"
    project = write_own(
        tmp_path / "project",
        f"""
        def before_sdist(folder):
            with open({str(dump)!r}, "a") as file:
                file.write(os.environ["SOURCE_DATE_EPOCH"] + " ")
        """,
    )
    os.utime(project / "src" / "demo_pkg" / "__init__.py", (EPOCH + 60, EPOCH + 60))
    given = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}

    first, second = (built_of(build(project, environment=given)) for _ in range(2))
    built_of(build(project, environment={**given, "SOURCE_DATE_EPOCH": "1600000000"}))

    assert first.sdist.contents.files == second.sdist.contents.files
    assert [str(EPOCH + 60), str(EPOCH + 60), "1600000000"] == dump.read_text().split()


def test_the_build_gets_the_users_index_and_no_other_secret(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "PIP_INDEX_URL": "https://index.example/simple",
        "UV_INDEX_CORP_PASSWORD": "needed",
        "CFLAGS": "-O2",
        "TWINE_PASSWORD": "x",
        "UV_PUBLISH_TOKEN": "x",
        "HATCH_INDEX_AUTH": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "GITHUB_TOKEN": "x",
        "PYTHONPATH": str(tmp_path),
        "MY_SETTING": "1",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    dump = tmp_path / "environment"
    project = write_own(
        tmp_path / "project", f"def before_sdist(folder):\n    Path({str(dump)!r}).write_text('\\n'.join(os.environ))\n"
    )

    built_of(build(project, named=("MY_SETTING",)))
    seen = set(dump.read_text().split("\n"))

    assert {"PIP_INDEX_URL", "UV_INDEX_CORP_PASSWORD", "CFLAGS", "MY_SETTING", "PATH", "SOURCE_DATE_EPOCH"} <= seen
    assert not seen & {
        "TWINE_PASSWORD",
        "UV_PUBLISH_TOKEN",
        "HATCH_INDEX_AUTH",
        "AWS_SECRET_ACCESS_KEY",
        "GITHUB_TOKEN",
    }


def test_modules_and_settings_of_the_project_do_not_come_before_the_frontends(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    code = f"open({str(ran)!r}, 'w')"
    project = write_own(
        tmp_path / "project", **{"build.py": code, "uv.py": code, "venv.py": code, "uv.toml": "no = [valid"}
    )
    monkeypatch.chdir(project)

    built_of(build(project))

    assert not ran.exists()


NODE_MODULES = {"node_modules/left/index.js": "x\n", ".venv/pyvenv.cfg": "home = /usr\n", ".venv/lib/a.py": "A = 1\n"}


def test_installed_packages_are_not_copied_when_nothing_ships_them(build: Build, tmp_path: Path) -> None:
    project = write_own(
        tmp_path / "project",
        f"""
        LEFT_OUT = (*LEFT_OUT, "node_modules", ".venv")

        def before_sdist(folder):
            Path({str(tmp_path / "seen")!r}).write_text(repr(sorted(os.listdir("node_modules") + os.listdir(".venv"))))
        """,
        **NODE_MODULES,
    )

    built_of(build(project))
    seen = (tmp_path / "seen").read_text()

    assert STAND_IN in seen
    assert "left" not in seen
    assert "pyvenv.cfg" not in seen


def test_installed_packages_that_would_be_swept_in_are_seen_to_ship(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project", **NODE_MODULES)

    built = built_of(build(project))
    names = set(built.sdist.contents.files)

    assert {TOP + name for name in NODE_MODULES} <= names
    assert not [name for name in names if STAND_IN in name]


def test_a_build_that_needs_what_was_left_out_gets_it(build: Build, tmp_path: Path) -> None:
    project = write_own(
        tmp_path / "project",
        """
        LEFT_OUT = (*LEFT_OUT, "node_modules", ".venv")

        def before_sdist(folder):
            Path("src/demo_pkg/bundle.js").write_text(Path("node_modules/left/index.js").read_text())
        """,
        **NODE_MODULES,
    )

    built = built_of(build(project))

    assert "demo_pkg/bundle.js" in built.wheel.contents.files


def test_a_file_of_the_projects_own_called_like_a_stand_in_is_built_like_any(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project", **{f"src/{STAND_IN}.py": "A = 1\n", **NODE_MODULES})

    built = built_of(build(project))

    assert f"{STAND_IN}.py" in built.wheel.contents.files


def test_links_out_of_the_project_lead_where_they_led(build: Build, tmp_path: Path) -> None:
    (tmp_path / "common.txt").write_text("common\n")
    project = write_own(tmp_path / "project")
    (project / "src" / "demo_pkg" / "near.txt").symlink_to("../../../common.txt")
    (project / "src" / "demo_pkg" / "far.txt").symlink_to(tmp_path / "common.txt")
    (project / "src" / "demo_pkg" / "loop").symlink_to("../..")
    (project / "src" / "demo_pkg" / "nowhere.txt").symlink_to("../../../missing.txt")
    before = snapshot(project)
    code = (project / "backend" / "own_backend.py").read_text()
    (project / "backend" / "own_backend.py").write_text(code.replace('"w:gz")', '"w:gz", dereference=True)'))
    before = snapshot(project)

    built = built_of(build(project))
    wheel = members(built.wheel.path)

    assert before == snapshot(project)
    assert b"common\n" == wheel["demo_pkg/near.txt"][1]
    assert b"common\n" == wheel["demo_pkg/far.txt"][1]


def test_a_project_in_a_repository_is_built_with_the_repository_around_it(build: Build, tmp_path: Path) -> None:
    write(tmp_path / "repository", {"common/notice.txt": "notice\n", ".gitignore": "*.secret\n"})
    project = write_own(
        tmp_path / "repository" / "packages" / "demo",
        """
        def before_sdist(folder):
            Path("src/demo_pkg/notice.txt").write_text(Path("../../common/notice.txt").read_text())
            assert Path("../../.git/HEAD").exists()
        """,
    )
    git(tmp_path / "repository", "init", "-q")
    before = snapshot(tmp_path / "repository")

    built = built_of(build(project))

    assert before == snapshot(tmp_path / "repository")
    assert "demo_pkg/notice.txt" in built.wheel.contents.files


def test_a_home_folder_that_is_a_repository_is_not_copied(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = write_own(
        tmp_path / "home" / "demo", "def before_sdist(folder):\n    assert not Path('../.git').exists()\n"
    )
    git(tmp_path / "home", "init", "-q")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    built = built_of(build(project))

    assert TOP + "pyproject.toml" in built.sdist.contents.files


def test_a_project_over_the_ceiling_is_a_gap(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project")

    many = build(project, copy_entries=3)
    large = build(project, copy_bytes=20)

    assert isinstance(many, Gap)
    assert isinstance(large, Gap)
    assert [GapKind.LIMIT, GapKind.LIMIT] == [many.kind, large.kind]
    assert "the project is too large to be copied for the build: it has more than 3 files" in many.why
    assert "its files have more than 20 bytes" in large.why


def test_a_repository_over_the_ceiling_is_named(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "repository" / "demo")
    git(tmp_path / "repository", "init", "-q")

    gap = build(project, copy_entries=5)

    assert isinstance(gap, Gap)
    assert "the repository it lies in (repository) is too large" in gap.why


def test_installed_packages_that_ship_and_are_too_large_are_a_gap(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project", **NODE_MODULES, **{"node_modules/large.js": "x" * 60_000})

    gap = build(project, copy_bytes=50_000)

    assert isinstance(gap, Gap)
    assert GapKind.LIMIT is gap.kind


def test_a_build_that_fills_the_original_is_a_gap(build: Build, tmp_path: Path) -> None:
    original = tmp_path / "project"
    code = f"def before_sdist(folder):\n    for n in range(40): Path({str(original)!r}, str(n)).touch()\n"
    project = write_own(original, code)

    gap = build(project, copy_entries=30)

    assert isinstance(gap, Gap)
    assert "more than 30 files" in gap.why


def test_pipes_and_sockets_do_not_stop_the_copy(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project")
    os.mkfifo(project / "pipe")

    built = built_of(build(project))

    assert TOP + "pipe" not in built.sdist.contents.files


def test_an_index_that_does_not_answer_is_named_as_the_reason(build: Build, tmp_path: Path) -> None:
    if FASTEST is not Installer.UV:
        missing("uv")
    project = write_own(tmp_path / "project", **{"pyproject.toml": BACKENDS["hatchling"]["pyproject.toml"]})
    nowhere = {"UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "cache"), "UV_FIND_LINKS": ""}

    gap = gap_of(build(project, environment={**os.environ, **nowhere}))

    assert "the package index cannot be reached" in gap.why
    assert "hatchling" in gap.why
    assert "the index that pip or uv is told to ask" in gap.why


def test_requirements_that_the_index_does_not_have_are_named(build: Build, tmp_path: Path) -> None:
    project = write_own(
        tmp_path / "project",
        **{"pyproject.toml": '[build-system]\nrequires = ["pkgaudit-has-no-such-backend"]\nbuild-backend = "x"\n'},
    )
    (tmp_path / "index").mkdir()
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path / "index"), "PIP_CONFIG_FILE": os.devnull}

    gap = gap_of(build(project, installer=Installer.PIP, environment={**os.environ, **nowhere}))

    assert "does not have the backend's requirements (pkgaudit-has-no-such-backend)" in gap.why


def test_a_backend_that_is_not_where_the_project_says_is_a_gap(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project")
    (project / "backend" / "own_backend.py").unlink()

    gap = gap_of(build(project))

    assert "own_backend" in gap.why
    assert "make `python -m build` work" in gap.why


def test_a_scratch_folder_that_is_not_there_is_a_gap(build: Build, tmp_path: Path) -> None:
    project = write_own(tmp_path / "project")
    build.scratch.rmdir()

    gap = gap_of(build(project))

    assert "could not be built in a copy" in gap.why
