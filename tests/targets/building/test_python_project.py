from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.building.python_project import BackendKind, PythonProject, recognise_python_project
from tests.targets.building.projects import BACKENDS, write


def recognised(folder: Path) -> PythonProject:
    project = recognise_python_project(folder)
    assert isinstance(project, PythonProject), project
    return project


@pytest.mark.parametrize(
    ("backend", "kind", "name", "files"),
    [
        ("setuptools-pyproject", BackendKind.SETUPTOOLS, "setuptools.build_meta", ("pyproject.toml",)),
        ("setuptools-setup.cfg", BackendKind.SETUPTOOLS, "setuptools.build_meta", ("pyproject.toml", "setup.cfg")),
        ("setuptools-setup.py", BackendKind.SETUPTOOLS, "setuptools.build_meta:__legacy__", ("setup.py",)),
        ("setuptools-scm", BackendKind.SETUPTOOLS, "setuptools.build_meta", ("pyproject.toml",)),
        ("hatchling", BackendKind.HATCHLING, "hatchling.build", ("pyproject.toml",)),
        ("flit-core", BackendKind.FLIT, "flit_core.buildapi", ("pyproject.toml",)),
        ("poetry-core", BackendKind.POETRY, "poetry.core.masonry.api", ("pyproject.toml",)),
        ("pdm-backend", BackendKind.PDM, "pdm.backend", ("pyproject.toml",)),
        ("uv_build", BackendKind.UV, "uv_build", ("pyproject.toml",)),
        ("in-tree", BackendKind.IN_TREE, "own_backend", ("pyproject.toml",)),
    ],
)
def test_every_backend_is_recognised_without_running_it(
    tmp_path: Path, backend: str, kind: BackendKind, name: str, files: tuple[str, ...]
) -> None:
    write(tmp_path, BACKENDS[backend])

    project = recognised(tmp_path)

    assert kind is project.backend.kind
    assert name == project.backend.name
    assert files == project.files
    assert ("setuptools-setup.py" != backend) is project.backend.declared
    assert (("backend",) if backend == "in-tree" else ()) == project.backend.path
    assert (None if backend in {"in-tree", "setuptools-setup.py"} else "demo-pkg") == project.name


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"pyproject.toml": '[tool.poetry]\nname = "poem"\n'}, "poem"),
        ({"pyproject.toml": '[tool.flit.metadata]\nmodule = "flute"\n'}, "flute"),
        ({"pyproject.toml": '[tool.flit.metadata]\nmodule = "flute"\ndist-name = "py-flute"\n'}, "py-flute"),
        ({"setup.py": "", "setup.cfg": "\ufeff[options]\nname = no\n[metadata]\nName: yes\n"}, "yes"),
        ({"setup.py": "", "setup.cfg": "[metadata]\nnames = no\nname =\n"}, None),
        ({"setup.py": "", "setup.cfg": "[metadata]\ndescription =\n  name = no\n"}, None),
        ({"setup.py": "setup(name='computed')"}, None),
        ({"pyproject.toml": "[project]\nname = 7\n"}, None),
    ],
)
def test_the_name_is_read_where_it_is_written_down(tmp_path: Path, files: dict[str, str], name: str | None) -> None:
    write(tmp_path, files)

    assert name == recognised(tmp_path).name


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ('[project]\nname = "a"\nclassifiers = ["Private :: Do Not Upload"]\n', "Private :: Do Not Upload"),
        ('[tool.poetry]\nname = "a"\npackage-mode = false\n', "tool.poetry.package-mode = false"),
        ('[project]\nname = "a"\n[tool.uv]\npackage = false\n', "tool.uv.package = false"),
        ('[project]\nname = "a"\n[tool.pdm]\ndistribution = false\n', "tool.pdm.distribution = false"),
        ('[project]\nname = "a"\nclassifiers = ["Typing :: Typed"]\n', ""),
    ],
)
def test_a_project_that_is_never_published_says_by_which_setting(tmp_path: Path, text: str, setting: str) -> None:
    write(tmp_path, {"pyproject.toml": text})

    project = recognised(tmp_path)

    assert setting in project.unpublished
    assert bool(setting) is bool(project.unpublished)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"pyproject.toml": "[tool.ruff]\nline-length = 100\n"},
        {"pyproject.toml": "[tool.ruff", "package.json": "{}"},
        {"setup.cfg": "[flake8]\nmax-line-length = 100\n"},
    ],
)
def test_settings_of_tools_make_no_project(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)

    assert None is recognise_python_project(tmp_path)


def test_settings_of_tools_beside_a_setup_script_name_no_backend(tmp_path: Path) -> None:
    write(tmp_path, {"setup.py": "", "pyproject.toml": "[tool.ruff]\nline-length = 100\n"})

    project = recognised(tmp_path)

    assert ("setup.py",) == project.files
    assert not project.backend.declared


def test_a_table_beside_a_setup_script_names_the_backend(tmp_path: Path) -> None:
    write(tmp_path, {"setup.py": "", "pyproject.toml": '[build-system]\nrequires = ["setuptools", "cython"]\n'})

    project = recognised(tmp_path)

    assert ("setuptools", "cython") == project.backend.requires
    assert "setuptools.build_meta:__legacy__" == project.backend.name
    assert BackendKind.SETUPTOOLS is project.backend.kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[project]\nname =\n", "it is not TOML"),
        ("[project]\nname = 'a'\nname = 'b'\n", "it is not TOML"),
        ("[project]\n" + "x = [" + "[" * 5000, "nested too deep"),
        ("[project]\n" + ".".join("a" * 200) + " = 1\n", "a key of more than 128 parts"),
        ("[project]\n" + "#" * 300_000, "more than 262,144 bytes"),
        ("build-system = 1\n", "build-system is not a table"),
        ("[build-system]\n", "build-system.requires is not a list of texts"),
        ("[build-system]\nrequires = [1]\n", "build-system.requires is not a list of texts"),
        ("[build-system]\nrequires = []\nbuild-backend = 1\n", "build-system.build-backend is not a text"),
        ("[build-system]\nrequires = []\nbackend-path = 'x'\n", "build-system.backend-path is not a list of texts"),
        ("[build-system]\nrequires = []\nbackend-path = ['..']\n", 'names "..", which is outside the project'),
        ("[build-system]\nrequires = []\nbackend-path = ['/tmp']\n", "outside the project"),
        ('[build-system]\nrequires = []\nbackend-path = ["a\\u0000"]\n', "outside the project"),
    ],
)
def test_a_malformed_pyproject_is_a_gap_that_says_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    write(tmp_path, {"pyproject.toml": text})

    gap = recognise_python_project(tmp_path, text="here")

    assert isinstance(gap, Gap)
    assert GapKind.PACKING is gap.kind
    assert ("here", "pyproject.toml") == gap.location
    assert said in gap.why
    assert ": " in gap.why


def test_bytes_that_are_no_text_are_a_gap(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[project]\nname = '\xff'\n")

    gap = recognise_python_project(tmp_path)

    assert isinstance(gap, Gap)
    assert "it is not UTF-8 (byte 18)" in gap.why


def test_a_pyproject_that_is_no_file_is_a_gap(tmp_path: Path) -> None:
    (tmp_path / "setup.py").touch()
    (tmp_path / "pyproject.toml").mkdir()

    gap = recognise_python_project(tmp_path)

    assert isinstance(gap, Gap)
    assert "it cannot be read" in gap.why


def test_a_setup_cfg_alone_is_a_gap_because_nobody_builds_it(tmp_path: Path) -> None:
    write(tmp_path, {"setup.cfg": "[metadata]\nname = old\n"})

    gap = recognise_python_project(tmp_path)

    assert isinstance(gap, Gap)
    assert "add a pyproject.toml" in gap.why
