"""Edits that keep files out of a package of the npm family, the most natural first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pkgaudit.remedy.edit import Contents, EditError
from pkgaudit.remedy.exclusions import Exclusion, Exclusions, Scope, ways_to_exclude
from pkgaudit.remedy.ignore_lines import append_lines
from pkgaudit.remedy.package_json import edit_files, listed_files
from pkgaudit.remedy.packages import Package
from pkgaudit.remedy.spelling import as_ignore_line, as_negation

Read = Callable[[str], bytes | None]
"""Gives what a file of the package's folder holds, edits made so far included; None where there is none."""

_LONGEST_LIST = 24
_MANIFEST = "package.json"
_NPMIGNORE = ".npmignore"
_ALWAYS = ("readme", "license", "licence")


def npm_candidates(package: Package, unwanted: frozenset[str], read: Read) -> Iterator[Contents]:
    """Yield edits as contents of files in the package's folder; which one cures is for the packer to show.

    With a ``files`` list only that list decides (a root ``.npmignore`` does nothing there), and every packer but
    yarn 1 takes negations in it. Without one, ``.npmignore`` decides, and making one switches ``.gitignore`` off.

    Raises:
        EditError: package.json cannot be edited.
    """
    manifest = read(_MANIFEST)
    if manifest is None:
        raise EditError("there is no package.json to edit")
    listed = listed_files(manifest)
    ways = list(ways_to_exclude(unwanted, package.sources)) if unwanted else []
    if listed is not None:
        yield from _with_list(package, unwanted, manifest, listed, ways)
        yield from _nested(package, unwanted, read)
        return
    if read(_NPMIGNORE) is None:
        allowed = _allow_list(package.sources, unwanted)
        if allowed is not None:
            yield {_MANIFEST: edit_files(manifest, add=allowed)}
    for way in ways:
        held = read(_NPMIGNORE)
        # What the new file switches off goes on to hold.
        base = held if held is not None else read(".gitignore")
        yield {_NPMIGNORE: append_lines(base, [as_ignore_line(each) for each in way])}


def _with_list(
    package: Package, unwanted: frozenset[str], manifest: bytes, listed: Sequence[str], ways: Sequence[Exclusions]
) -> Iterator[Contents]:
    useless = [entry for entry in listed if _names_only(entry, unwanted, package.sources)]
    for way in ways:
        rest = [each for each in way if not all(_is_under(path, useless) for path in unwanted if each.covers(path))]
        negations = [negation for each in rest if (negation := as_negation(each)) not in listed[-1:]]
        yield {_MANIFEST: edit_files(manifest, add=negations, remove=useless)}
    narrowed = _narrowed(listed, unwanted, package.sources)
    if narrowed is not None:
        wide, narrow = narrowed
        yield {_MANIFEST: edit_files(manifest, add=narrow, remove=wide)}


def _names_only(entry: str, unwanted: frozenset[str], shipped: frozenset[str]) -> bool:
    """Return whether an entry stands for unwanted files alone, so that it can go."""
    covered = [path for path in shipped if _is_under(path, [entry])]
    return bool(covered) and unwanted.issuperset(covered)


def _is_under(path: str, entries: Sequence[str]) -> bool:
    names = [entry.removeprefix("./").strip("/") for entry in entries if not entry.startswith("!")]
    return any(path == name or path.startswith(f"{name}/") for name in names if name not in ("", "."))


def _narrowed(
    listed: Sequence[str], unwanted: frozenset[str], shipped: frozenset[str]
) -> tuple[list[str], list[str]] | None:
    """Return the entries that let unwanted files in, and entries in their place that do not; None when too many.

    For packers that know no negation: kinds of file below the folder where that says it, else one entry for each.
    """
    wide = [entry for entry in listed if any(_is_under(path, [entry]) for path in unwanted)]
    narrow: dict[str, None] = {}
    for entry in wide:
        folder = entry.removeprefix("./").strip("/")
        below = [path for path in sorted(shipped - unwanted) if _is_under(path, [entry])]
        kinds = dict.fromkeys(_kind(path) for path in below)
        for kind in kinds:
            if kind and not any(path.endswith(kind) and _is_under(path, [entry]) for path in unwanted):
                narrow[f"{folder}/**/*{kind}"] = None
            else:
                narrow.update(dict.fromkeys(path for path in below if _kind(path) == kind))
    return (wide, list(narrow)) if wide and len(narrow) <= _LONGEST_LIST else None


def _kind(path: str) -> str:
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix}" if dot and stem else ""


def _allow_list(shipped: frozenset[str], unwanted: frozenset[str]) -> list[str] | None:
    """Return a ``files`` list that lets in what shall ship, None when it would be too long to be read."""
    kept = shipped - unwanted
    found: dict[str, None] = {}
    for path in sorted(kept):
        top, slash, _ = path.partition("/")
        if slash:
            found[top] = None
        elif path != _MANIFEST and not path.lower().startswith(_ALWAYS):
            found[path] = None
    inside = frozenset(path for path in unwanted if _is_under(path, list(found)))
    way = next(ways_to_exclude(inside, shipped), ()) if inside else ()
    entries = [*found, *(as_negation(each) for each in way)]
    return entries if found and len(entries) <= _LONGEST_LIST else None


def _nested(package: Package, unwanted: frozenset[str], read: Read) -> Iterator[Contents]:
    """Yield ignore files inside the folders, where git keeps those folders: a build would wipe them elsewhere."""
    git = package.origin.git
    if git is None:
        return
    prefix = "" if package.origin.folder == "." else f"{package.origin.folder}/"
    folders: dict[str, list[str]] = {}
    for path in sorted(unwanted):
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(name)
    if "" in folders or not all(any(t.startswith(f"{prefix}{folder}/") for t in git.tracked) for folder in folders):
        return
    contents: dict[str, bytes] = {}
    for folder, names in folders.items():
        lines = [as_ignore_line(Exclusion(scope=Scope.FILE, what=name)) for name in names]
        held = read(f"{folder}/{_NPMIGNORE}")
        base = held if held is not None else read(f"{folder}/.gitignore")
        contents[f"{folder}/{_NPMIGNORE}"] = append_lines(base, lines)
    yield contents
