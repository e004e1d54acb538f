"""Which files flit, poetry, pdm and uv take: the package, what their tables add, and little else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.targets.building.pyproject import table, text_at, texts_at
from pkgaudit.targets.ship_list.python_metadata import metadata_entries
from pkgaudit.targets.ship_list.python_module import module_spellings, normalised
from pkgaudit.targets.ship_list.python_patterns import (
    Matches,
    below,
    exactly,
    git_ignore,
    glob,
    glob_with_contents,
    is_plain,
    nothing,
)
from pkgaudit.targets.ship_list.python_recipe import ENTRIES, Entry, Exclusion, Recipe, listed, swept
from pkgaudit.targets.ship_list.python_view import ProjectView

_FILE = "pyproject.toml"


def flit_recipe(view: ProjectView) -> Recipe:
    """Return how flit-core packs a project."""
    flit = table(view.document, "tool", "flit")
    name = text_at(flit, "module", "name") or text_at(flit, "metadata", "module")
    key = "tool.flit.module.name" if text_at(flit, "module", "name") else "tool.flit.metadata.module"
    data = text_at(flit, "external-data", "directory")
    return Recipe(
        entries=(
            *metadata_entries(view),
            *_modules(view, name or normalised(view.name), f'{key}: "{name}"' if name else ""),
            *(listed("tool.flit.external-data.directory", text, below(text)) for text in (data,) if text),
            *_listed("tool.flit.sdist.include", texts_at(flit, "sdist", "include"), in_wheel=False),
        ),
        exclusions=_excluded(texts_at(flit, "sdist", "exclude")),
        data=(data,) if data else (),
        keep_out=lambda path: f'Add "{path.rstrip("/")}" to `exclude` in [tool.flit.sdist] of {_FILE}',
    )


def poetry_recipe(view: ProjectView) -> Recipe:
    """Return how poetry-core packs a project."""
    poetry = table(view.document, "tool", "poetry")
    entries: list[Entry] = [*metadata_entries(view), *_listed("by name", ("LICENSES",), checked=False)]
    moves: list[tuple[str, str]] = []
    for package in _tables(poetry, "packages"):
        text, root, to = (text_at(package, key) or "" for key in ("include", "from", "to"))
        prefix = f"{root.strip('/')}/" if root.strip("/.") else ""
        entries.append(listed("tool.poetry.packages", text, glob_with_contents(prefix + text)))
        moves.append((f"{to.strip('/')}/" if to.strip("/") else "", prefix))
    if not moves:
        entries += _modules(view, normalised(view.name), "")
    includes = [text_at(each, "path") or "" for each in _tables(poetry, "include")]
    entries += _listed("tool.poetry.include", (*texts_at(poetry, "include"), *includes))
    script = text_at(poetry, "build", "script") or text_at(poetry, "build")
    if script is not None:
        entries.append(listed("tool.poetry.build", script, exactly(script)))
    return Recipe(
        entries=tuple(entries),
        exclusions=_excluded(texts_at(poetry, "exclude")),
        moves=(*moves, ("", "src/"), ("", "")),
        keep_out=lambda path: f'Add "{path.rstrip("/")}" to `exclude` in [tool.poetry] of {_FILE}',
    )


def pdm_recipe(view: ProjectView) -> Recipe:
    """Return how pdm-backend packs a project."""
    build = table(view.document, "tool", "pdm", "build")
    root = (
        text_at(build, "package-dir") or ("src" if not view.exists("src/__init__.py") and _has(view, "src") else "")
    ).strip("/.")
    prefix = f"{root}/" if root else ""
    sources = texts_at(build, "source-includes")
    entries = [
        *metadata_entries(view),
        *_listed("tool.pdm.build.includes", texts_at(build, "includes")),
        *_listed("tool.pdm.build.source-includes", sources, in_wheel=False),
    ]
    if not texts_at(build, "includes"):
        entries.append(swept("packages found automatically", _in_packages(view, prefix)))
    if not sources:
        entries.append(swept("tests, by default", below("tests")))
    script = text_at(build, "custom-hook") or "pdm_build.py"
    entries.append(listed("tool.pdm.build.custom-hook", script, exactly(script), checked=False))
    data = table(build, "wheel-data")
    written = text_at(view.document, "tool", "pdm", "version", "write_to")
    return Recipe(
        entries=tuple(entries),
        exclusions=_excluded(texts_at(build, "excludes")),
        moves=(("", prefix), ("", "src/"), ("", "")),
        data=tuple(text for key in data for text in texts_at(data, key)),
        generated=exactly(written, prefix + written) if written else nothing,
        keep_out=lambda path: f'Add "{path.rstrip("/")}" to `excludes` in [tool.pdm.build] of {_FILE}',
    )


def uv_recipe(view: ProjectView) -> Recipe:
    """Return how uv_build packs a project."""
    build = table(view.document, "tool", "uv", "build-backend")
    root = text_at(build, "module-root")
    prefix = "src/" if root is None and "module-root" not in build else f"{(root or '').strip('/')}/".lstrip("/")
    names = texts_at(build, "module-name") or tuple(text for text in (text_at(build, "module-name"),) if text)
    entries = [*metadata_entries(view)]
    key = "tool.uv.build-backend.module-name"
    entries += [listed(key, name, _module(prefix + name.replace(".", "/"))) for name in names]
    if not names:
        module = prefix + normalised(view.name).lower()
        entries.append(swept(f"package found by the project's name: {module}", _module(module)))
    data = table(build, "data")
    folders = [text for text in data.values() if isinstance(text, str)]
    entries += [listed("tool.uv.build-backend.data", text, below(text)) for text in folders]
    entries += _listed("tool.uv.build-backend.source-include", texts_at(build, "source-include"), in_wheel=False)
    excludes = tuple(
        Exclusion(
            matches=git_ignore(text),
            file=_FILE,
            text=text[:200],
            plain=text.strip("/") if is_plain(text) and "/" in text else "",
        )
        for text in texts_at(build, "source-exclude")[:ENTRIES]
    )
    return Recipe(
        entries=tuple(entries),
        exclusions=excludes,
        moves=(("", prefix), ("", "src/"), ("", "")),
        data=tuple(folders),
        generated=exactly("pyproject.toml.orig"),
        keep_out=lambda path: f'Add "/{path.rstrip("/")}" to `source-exclude` in [tool.uv.build-backend] of {_FILE}',
    )


def other_recipe(view: ProjectView) -> Recipe:
    """Return what is known of any backend: the files that the metadata names."""
    return Recipe(
        entries=metadata_entries(view),
        keep_out=lambda path: f"Tell the backend to leave {path} out",
        # It may well call setuptools.
        reads_manifest=True,
    )


def _modules(view: ProjectView, name: str, by: str) -> Iterator[Entry]:
    for module in module_spellings(view, name=name)[:1]:
        if by:
            yield listed(by.partition(":")[0], name, _module(module), checked=False)
        else:
            yield swept(f"package found by the project's name: {module}", _module(module))


def _module(path: str) -> Matches:
    folder, itself = below(path), exactly(path, f"{path}.py", f"{path}.pyi")
    stubs = below(f"{path}-stubs")
    return lambda candidate: itself(candidate) or folder(candidate) or stubs(candidate)


def _listed(key: str, texts: tuple[str, ...], *, in_wheel: bool = True, checked: bool = True) -> list[Entry]:
    return [listed(key, text, glob_with_contents(text), in_wheel=in_wheel, checked=checked) for text in texts[:ENTRIES]]


def _excluded(texts: tuple[str, ...]) -> tuple[Exclusion, ...]:
    return tuple(
        Exclusion(
            matches=glob_with_contents(text),
            file=_FILE,
            text=text[:200],
            meant=glob(f"**/{text}") if "/" not in text.strip("/") and not is_plain(text) else nothing,
            instead=f'Write "**/{text}" in its place: without `**/` it means the project\'s own folder only',
            plain=text.strip("/") if is_plain(text) else "",
        )
        for text in texts[:ENTRIES]
    )


def _tables(document: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = document.get(key)
    found: list[Mapping[str, object]] = []
    found += [each for each in value if isinstance(each, dict)][:ENTRIES] if isinstance(value, list) else []
    return found


def _has(view: ProjectView, folder: str) -> bool:
    return any(path.startswith(f"{folder}/") for path in view.known_files) or view.exists(
        f"{folder}/{normalised(view.name)}/__init__.py"
    )


def _in_packages(view: ProjectView, prefix: str) -> Matches:
    def matches(path: str) -> bool:
        if not path.startswith(prefix):
            return False
        top, slash, _ = path[len(prefix) :].partition("/")
        return view.exists(f"{prefix}{top}/__init__.py") if slash else path.endswith(".py")

    return matches
