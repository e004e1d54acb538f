"""Which files hatchling takes: its build tables, and by default everything that git does not ignore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.targets.building.pyproject import table, text_at, texts_at
from pkgaudit.targets.ship_list.python_metadata import metadata_entries
from pkgaudit.targets.ship_list.python_module import module_spellings
from pkgaudit.targets.ship_list.python_patterns import Matches, below, exactly, git_ignore, is_plain
from pkgaudit.targets.ship_list.python_recipe import ENTRIES, Entry, Exclusion, Recipe, always, listed, swept
from pkgaudit.targets.ship_list.python_view import ProjectView

_SELECTING = ("only-include", "packages", "include")
SDIST = "tool.hatch.build.targets.sdist"


def hatchling_recipe(view: ProjectView) -> Recipe:
    """Return how hatchling packs a project."""
    plan = _Plan(view)
    selected = [*plan.selected("sdist"), *plan.selected("wheel")]
    sweeps = not plan.selects("sdist")
    forced = [*plan.forced("sdist"), *plan.forced("wheel")]
    entries = [
        always("pyproject.toml, hatch.toml, hatch_build.py", "pyproject.toml", "hatch.toml", "hatch_build.py"),
        always("ignore files of the repository", ".gitignore", ".hgignore"),
        *metadata_entries(view),
        *(entry for entry, _ in forced),
        *selected,
        *plan.artifacts(),
    ]
    if sweeps:
        entries.append(_everything())
    return Recipe(
        entries=tuple(entries),
        exclusions=tuple(plan.exclusions()),
        moves=tuple(plan.moves([move for _, move in forced])),
        data=tuple(plan.data()),
        generated=plan.generated(),
        keep_out=lambda path: f'Add "/{_escaped(path)}" to `exclude` in [{plan.excluding}] of {plan.file}',
        file=plan.file,
        sweeps=sweeps,
    )


def _everything() -> Entry:
    entry = swept("hatchling takes what no ignore file names", lambda _: True)
    return Entry(reason=entry.reason, matches=entry.matches, in_wheel=False)


class _Plan:
    """The build tables of pyproject.toml, or of the hatch.toml that goes before them."""

    def __init__(self, view: ProjectView) -> None:
        own = table(view.toml("hatch.toml"), "build")
        self._view = view
        self.file = "hatch.toml" if own else "pyproject.toml"
        self._build: Mapping[str, object] = own or table(view.document, "tool", "hatch", "build")
        self._key = "build" if own else "tool.hatch.build"

    @property
    def excluding(self) -> str:
        """The table in which a new exclusion works for the sdist, and so for the wheel from it."""
        own = "exclude" in table(self._build, "targets", "sdist") or "exclude" not in self._build
        return f"{self._key}.targets.sdist" if own else self._key

    def texts(self, target: str, key: str) -> tuple[str, tuple[str, ...]]:
        """Return a list that may stand at the target or for all targets, with its full key."""
        at_target = table(self._build, "targets", target)
        if key in at_target:
            return f"{self._key}.targets.{target}.{key}", texts_at(at_target, key)[:ENTRIES]
        return f"{self._key}.{key}", texts_at(self._build, key)[:ENTRIES]

    def selects(self, target: str) -> bool:
        """Return whether a list says what ships."""
        return any(self.texts(target, key)[1] for key in _SELECTING)

    def selected(self, target: str) -> Iterator[Entry]:
        """Yield an entry for each text that says what ships, in a wheel also for the package that is found."""
        in_sdist, in_wheel = target == "sdist", target == "wheel"
        for name in _SELECTING:
            key, texts = self.texts(target, name)
            for text in texts:
                matches = git_ignore(text) if name == "include" else _at_or_below(text)
                yield listed(key, text, matches, file=self.file, in_sdist=in_sdist, in_wheel=in_wheel)
        if in_wheel and not self.selects(target):
            by = "package found by the project's name"
            for module in module_spellings(self._view, hatch=True):
                found = swept(by, _at_or_below(module))
                yield Entry(reason=found.reason, matches=found.matches, in_sdist=False)

    def artifacts(self) -> Iterator[Entry]:
        """Yield an entry for each text that brings in files although git ignores them."""
        for target in ("sdist", "wheel"):
            key, texts = self.texts(target, "artifacts")
            for text in texts:
                yield listed(
                    key, text, git_ignore(text), file=self.file, checked=False,
                    in_sdist=target == "sdist", in_wheel=target == "wheel",
                )  # fmt: skip

    def forced(self, target: str) -> Iterator[tuple[Entry, tuple[str, str]]]:
        """Yield an entry for each file or folder that is put at a place of its own, with that move."""
        for build, key in (
            (table(self._build, "force-include"), f"{self._key}.force-include"),
            (table(self._build, "targets", target, "force-include"), f"{self._key}.targets.{target}.force-include"),
        ):
            for source, place in list(build.items())[:ENTRIES]:
                if isinstance(place, str):
                    entry = listed(
                        key, source, _at_or_below(source), file=self.file, checked=False,
                        in_sdist=target == "sdist", in_wheel=target == "wheel",
                    )  # fmt: skip
                    yield entry, (place.strip("/"), source.strip("/"))

    def moves(self, forced: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Yield from where in the wheel to where in the project."""
        yield from forced
        at_target = table(self._build, "targets", "wheel")
        sources = at_target.get("sources", self._build.get("sources"))
        if isinstance(sources, dict):
            yield from ((str(to).strip("/"), source.strip("/")) for source, to in sources.items())
        elif isinstance(sources, list):
            yield from (("", f"{source.strip('/')}/") for source in sources if isinstance(source, str))
        for name in ("packages", "only-include"):
            for text in self.texts("wheel", name)[1]:
                parent, slash, _ = text.strip("/").rpartition("/")
                yield "", parent + slash
        yield from (("", ""), ("", "src/"))

    def data(self) -> Iterator[str]:
        """Yield files and folders that go into the wheel's data folder."""
        wheel = table(self._build, "targets", "wheel")
        for key in ("shared-data", "shared-scripts", "extra-metadata"):
            yield from table(wheel, key)
        yield from texts_at(wheel, "sbom-files")

    def exclusions(self) -> Iterator[Exclusion]:
        """Yield what the sdist, and so the wheel, is told to leave out."""
        _, texts = self.texts("sdist", "exclude")
        for text in texts:
            plain = text.strip("/") if is_plain(text) and "/" in text.rstrip("/") and text[:1] not in "!#" else ""
            yield Exclusion(
                matches=git_ignore(text) if text[:1] != "!" else exactly(),
                file=self.file,
                text=text[:200],
                plain=plain,
            )

    def generated(self) -> Matches:
        """Return what the hooks of the build write."""
        hooks = [
            table(self._build, "hooks"),
            *(table(self._build, "targets", each, "hooks") for each in ("sdist", "wheel")),
        ]
        named = [text_at(hook, "vcs", "version-file") or text_at(hook, "version", "path") for hook in hooks]
        artifacts = [git_ignore(text) for target in ("sdist", "wheel") for text in self.texts(target, "artifacts")[1]]
        exact = exactly(*(text for text in named if text is not None))
        return lambda path: exact(path) or any(matches(path) for matches in artifacts)


def _at_or_below(path: str) -> Matches:
    folder, itself = below(path), exactly(path.strip("/"))
    return lambda candidate: itself(candidate) or folder(candidate)


def _escaped(path: str) -> str:
    return "".join(f"\\\\{letter}" if letter in "*?[!#\\" else letter for letter in path)
