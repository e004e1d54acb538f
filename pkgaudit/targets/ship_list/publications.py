"""Finds the commands that publish a package, in the workflows and scripts of its project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from pkgaudit.model.ship_list import Origin
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.package_manifest import at, read_manifest
from pkgaudit.targets.ship_list.project_files import ProjectFiles
from pkgaudit.targets.ship_list.script_commands import Command, commands, scripts_of

_WORKFLOWS = ".github/workflows"
_MOST_WORKFLOWS = 50
_STEPS = 2000
_RELEASE_SCRIPTS = ("release", "publish", "publish:", "release:", "ci:publish", "ci:release", "changeset:publish")
_CHANGESETS = "changesets/action"
_ARCHIVES = (".tgz", ".tar.gz")
_PUBLISHING: Mapping[str, PackerName] = {
    "npm": PackerName.NPM,
    "pnpm": PackerName.PNPM,
    "yarn": PackerName.YARN_CLASSIC,
    "bun": PackerName.BUN,
}
_OPTIONS_WITH_VALUES = frozenset(
    ("--filter", "-F", "--dir", "-C", "--tag", "--otp", "--access", "--registry", "--workspace", "-w", "--prefix")
)


class Publication(Struct, frozen=True, kw_only=True):
    """One command that publishes.

    Attributes:
        packer: What packs for it.
        file: Where it is written, relative to the project's root.
        line: 1-based line in the file, or None.
        written: The command, as far as it matters.
    """

    packer: PackerName
    file: str
    line: int | None
    written: str


class _Step(Struct, frozen=True, kw_only=True):
    """Some lines of shell in a workflow, and the folder they run in (empty when nothing says)."""

    text: str
    folder: str = ""


def publications(origin: Origin, files: ProjectFiles) -> tuple[Publication, ...]:
    """Return every command that publishes the package, as workflows say; only without any as scripts say."""
    scripts = {
        **scripts_of(read_manifest(files.read, ".") or {}),
        **scripts_of(read_manifest(files.read, origin.folder) or {}),
    }
    in_workflows = [
        publication
        for name in _workflow_files(files)
        for publication in _in_workflow(name, files.read(name) or b"", scripts, origin)
    ]
    return tuple(in_workflows) or tuple(_in_scripts(scripts, origin, files))


def _workflow_files(files: ProjectFiles) -> Iterator[str]:
    names = [name for name in files.names(_WORKFLOWS) if name.endswith((".yml", ".yaml"))]
    yield from (f"{_WORKFLOWS}/{name}" for name in names[:_MOST_WORKFLOWS])
    yield from (".gitlab-ci.yml",)


def _in_workflow(file: str, content: bytes, scripts: Mapping[str, str], origin: Origin) -> Iterator[Publication]:
    from pkgaudit.targets.packing.yaml_reading import YamlError, read_yaml  # noqa: PLC0415 -- only with a workflow

    publishing = [name.encode("utf-8", "replace") for name, text in scripts.items() if "publish" in text]
    if b"publish" not in content and not any(name in content for name in publishing):
        return
    try:
        steps = _steps(read_yaml(content))
    except YamlError:
        return
    lines = content.decode("utf-8", "replace").splitlines()
    for step in steps:
        for command in commands(step.text, scripts):
            packer = _packer(command, origin)
            if packer is not None and _is_of(command, step.folder, origin):
                written = _written(command)
                yield Publication(packer=packer, file=file, line=_line(lines, command, step), written=written)


def _in_scripts(scripts: Mapping[str, str], origin: Origin, files: ProjectFiles) -> Iterator[Publication]:
    for name in (name for name in scripts if name.startswith(_RELEASE_SCRIPTS)):
        for command in commands(scripts[name], scripts, script=name):
            packer = _packer(command, origin)
            if packer is not None and _is_of(command, "", origin):
                file, line = _script_place(command.script, origin, files)
                yield Publication(packer=packer, file=file, line=line, written=_written(command))


def _script_place(name: str, origin: Origin, files: ProjectFiles) -> tuple[str, int | None]:
    """Return the package.json that holds a script, the package's own first, and the line."""
    needle = f'"{name}"'
    for file in dict.fromkeys((at(origin.folder, "package.json"), "package.json")):
        lines = (files.read(file) or b"").decode("utf-8", "replace").splitlines()
        for number, line in enumerate(lines, 1):
            if needle in line and "publish" in line:
                return file, number
    return "package.json", None


def _steps(workflow: object) -> list[_Step]:
    """Return the lines of shell in a workflow of GitHub's or GitLab's, with an explicit stack: no recursion."""
    found: list[_Step] = []
    pending: list[tuple[object, str]] = [(workflow, "")]
    while pending and len(found) < _STEPS:
        node, folder = pending.pop()
        if isinstance(node, list):
            pending.extend((each, folder) for each in reversed(node))
        if not isinstance(node, dict):
            continue
        folder = _default_folder(node) or folder
        own = node.get("working-directory")
        folder = own if isinstance(own, str) else folder
        run, uses, options = node.get("run"), node.get("uses"), node.get("with")
        if isinstance(run, str):
            found.append(_Step(text=run, folder=folder))
        if isinstance(uses, str) and uses.startswith(_CHANGESETS) and isinstance(options, dict):
            command = options.get("publish")
            found.extend([_Step(text=command, folder=folder)] if isinstance(command, str) else [])
        found.extend(_Step(text=text, folder=folder) for text in _gitlab_lines(node))
        pending.extend((each, folder) for each in reversed(list(node.values())) if isinstance(each, list | dict))
    return found


def _default_folder(node: Mapping[str, object]) -> str:
    defaults = node.get("defaults")
    run = defaults.get("run") if isinstance(defaults, dict) else None
    folder = run.get("working-directory") if isinstance(run, dict) else None
    return folder if isinstance(folder, str) else ""


def _gitlab_lines(node: Mapping[str, object]) -> Iterator[str]:
    for key in ("before_script", "script", "after_script"):
        lines = node.get(key)
        texts = [each for each in lines if isinstance(each, str)] if isinstance(lines, list) else [lines]
        if texts and all(isinstance(each, str) for each in texts):
            yield "\n".join(str(each) for each in texts)


def _packer(command: Command, origin: Origin) -> PackerName | None:
    """Return what packs when a command publishes a folder; None for one that publishes none, or a packed file."""
    words = (command.program, *_plain_words(command.arguments))
    if "--dry-run" in command.arguments or any(word.endswith(_ARCHIVES) for word in words):
        return None
    if "changeset" in words[:2] and "publish" in words[:3]:
        return _of_changesets(origin)
    if words[0] == "yarn" and "npm" in words and "publish" in words[words.index("npm") :]:
        return PackerName.YARN_BERRY
    recursive = words[0] == "pnpm" and words[1:3] in {("recursive", "publish"), ("m", "publish")}
    return _PUBLISHING.get(words[0]) if words[1:2] == ("publish",) or recursive else None


def _of_changesets(origin: Origin) -> PackerName:
    """Changesets publishes with pnpm in its workspaces and with npm everywhere else.

    https://github.com/changesets/changesets/blob/main/packages/cli/src/commands/publish/npm-utils.ts
    """
    return PackerName.PNPM if origin.packer == PackerName.PNPM else PackerName.NPM


def _plain_words(arguments: tuple[str, ...]) -> list[str]:
    """Return the arguments that are neither options nor their values (``--filter x``)."""
    found, skip = [], False
    for word in arguments:
        if not skip and not word.startswith("-"):
            found.append(word)
        skip = word in _OPTIONS_WITH_VALUES
    return found


def _is_of(command: Command, folder: str, origin: Origin) -> bool:
    """Return whether a command may publish this package; a folder that is named and is another's says it does not."""
    words = _plain_words(command.arguments)
    named = words[words.index("publish") + 1 :][:1] if "publish" in words else []
    if named and "$" in named[0]:
        # A variable after it is mostly a file that was packed before.
        return False
    paths = [part.strip().removeprefix("./").rstrip("/") for part in (folder, command.folder, *named)]
    return all(path in {"", ".", origin.folder} or "$" in path or "*" in path for path in paths)


def _written(command: Command) -> str:
    if command.program == "changeset" or "changeset" in command.arguments[:1]:
        return "changeset publish"
    words = (command.program, *(word for word in command.arguments if not word.startswith("-")))
    end = words.index("publish") + 1 if "publish" in words else len(words)
    return " ".join(words[:end])[:80]


def _line(lines: list[str], command: Command, step: _Step) -> int | None:
    """Return the line that says it: the command itself, or the first line of the step that runs its script."""
    first = step.text.strip().split("\n", 1)[0].strip()
    for text in (" ".join(command.words), first):
        for number, line in enumerate(lines, 1):
            if text in line and not line.lstrip().startswith("#"):
                return number
    return None
