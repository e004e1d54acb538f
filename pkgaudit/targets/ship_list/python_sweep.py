"""Finds what an sdist without a list of what ships has swept in, and writes the list that leaves it out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind, ReasonKind, ShippedFile
from pkgaudit.targets.building.pyproject import table, texts_at
from pkgaudit.targets.ship_list.python_module import module_spellings
from pkgaudit.targets.ship_list.python_recipe import Recipe
from pkgaudit.targets.ship_list.python_view import ProjectView

# What an sdist is expected to hold beside the package: what builds, tests and documents it, or configures tools.
_FOLDERS = (
    *("tests", "test", "testing", "docs", "doc", "documentation", "examples", "example", "samples", "benchmarks"),
    *("benchmark", "bench", "scripts", "tools", "requirements", "changelog.d", "changes", "news", "newsfragments"),
    *("src", "lib", "licenses", "LICENSES", "typings", "stubs", "integration_tests", "tutorials", "man", "ci"),
    *(".github", ".circleci", ".gitlab", ".devcontainer", "towncrier", "profiling", "fuzzing", "locale", "extra*"),
    *("*example*", "*test*", "*docs*", "*bench*", "*require*", "*tutorial*", "*demo*", "*sample*"),
)
_FILES = (
    *("readme*", "license*", "licence*", "copying*", "notice*", "authors*", "contributors*", "maintainers*", "thanks*"),
    *("change*", "history*", "news*", "release*", "contributing*", "code_of_conduct*", "security*", "citation*"),
    *("governance*", "credits*", "upgrading*", "migrat*", "support*", "roadmap*", "architecture*", "faq*", "todo*"),
    *("pyproject.toml", "setup.py", "setup.cfg", "hatch*", "pdm.lock", "uv.lock", "poetry.lock", "*requirements*.txt"),
    *("tox.ini", "noxfile.py", "makefile", "justfile", "tasks.py", "taskfile*", "mkdocs*.y*ml", "pytest.ini"),
    *("conftest.py", "mypy.ini", "ruff.toml", "codecov.y*ml", "dockerfile*", "manifest.in", "environment*.y*ml"),
    *(
        "codspeed.y*ml",
        "pixi.*",
        "asv.conf*",
        "sonar-project*",
        "renovate.json",
        "package.json",
        "package-lock.json",
        "logo*",
    ),
    *(
        ".gitignore",
        ".gitattributes",
        ".git*-*",
        ".git_*",
        ".gitmodules",
        ".mailmap",
        ".editorconfig",
        ".python-version*",
    ),
    *(".pre-commit*", ".readthedocs*", ".coveragerc", ".flake8", ".pylintrc", ".travis.yml"),
    *(".gitlab-ci.yml", ".appveyor.yml", "appveyor.yml", ".cirrus*", ".codecov*", ".markdownlint*", ".yamllint*"),
    *(
        ".prettier*",
        ".dockerignore",
        ".bumpversion*",
        ".ruff.toml",
        ".cruft.json",
        ".copier-answers.yml",
        ".typos.toml",
    ),
    *(
        ".isort.cfg",
        ".style.yapf",
        ".zenodo.json",
        ".all-contributorsrc",
        ".codespell*",
        ".release-please*",
        ".hgignore",
    ),
    *(
        "_typos.toml",
        "typos.toml",
        "cliff.toml",
        "zensical.toml",
        "funding.y*ml",
        "flake.nix",
        "shell.nix",
        "default.nix",
    ),
)

_NAMED = 10


def swept_files(view: ProjectView, recipe: Recipe, files: Sequence[ShippedFile]) -> Iterator[PackingProblem]:
    """Yield one problem when anything but the package and the usual was swept in."""
    modules = _modules(view)
    odd: dict[str, str] = {}
    kept: set[str] = set(modules)
    for file in files:
        if file.reason.kind is not ReasonKind.SWEPT or file.source is None:
            continue
        source = file.source
        if any(source == module or source.startswith(f"{module}/") for module in modules):
            continue
        top = source.partition("/")[0]
        if _is_usual(source):
            kept.add(top)
        else:
            odd[file.path] = source
    if not odd:
        return
    # An entry for a folder brings in all of it; what is odd there has to be kept out of it.
    within = [source for source in odd.values() if source.partition("/")[0] in kept]
    excluding = "".join(f", and {recipe.keep_out(source).replace('Add', 'add', 1)}" for source in within[:_NAMED])
    rest = f", and the same for {len(within) - _NAMED} more" if len(within) > _NAMED else ""
    listed = ", ".join(json.dumps(f"/{path}", ensure_ascii=False) for path in sorted(kept) if not _hides(path))
    key = "[build.targets.sdist]" if recipe.file == "hatch.toml" else "[tool.hatch.build.targets.sdist]"
    yield PackingProblem(
        kind=PackingProblemKind.NO_ALLOW_LIST,
        file=recipe.file,
        paths=tuple(sorted(odd)),
        edit=f"Add to {key} in {recipe.file}: include = [{listed}]{excluding}{rest}.",
        detail="hatchling takes all that no ignore file names, tracked or not",
    )


def _modules(view: ProjectView) -> tuple[str, ...]:
    wheel = table(view.document, "tool", "hatch", "build", "targets", "wheel")
    named = [text for key in ("packages", "only-include") for text in texts_at(wheel, key)]
    found = [text.strip("/") for text in (*named, *table(wheel, "force-include")) if text.strip("/.")]
    return tuple(dict.fromkeys(found or module_spellings(view, hatch=True)))


def _is_usual(source: str) -> bool:
    top, slash, below = source.partition("/")
    if slash:
        # Hidden files deeper down are as odd as at the top.
        return _is_one_of(top, _FOLDERS) and not any(
            _hides(part) and not _is_one_of(part, _FILES) for part in below.split("/")
        )
    return _is_one_of(top.lower(), _FILES) or (top.endswith((".toml", ".ini", ".cfg")) and not _hides(top))


def _is_one_of(name: str, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def _hides(name: str) -> bool:
    return name.startswith(".")
