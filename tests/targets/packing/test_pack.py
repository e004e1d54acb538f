"""A packer that is missing, wrong, slow, broken or quiet is a gap that says what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.packing.pack import pack, pack_all
from pkgaudit.targets.packing.packer import Options, Packed
from pkgaudit.targets.packing.project import Project, recognise
from tests.targets.packing.projects import WORKSPACES, manifest, write, yarn_lock
from tests.targets.packing.test_restraint import fingerprint
from tests.targets.packing.toolbox import BUN, NPM_10, PNPM_10, PNPM_12, YARN_1, YARN_4, Tool
from tests.tools import program

Environments = Callable[[Tool], dict[str, str]]


def project(folder: Path, *, pm: str | None = "npm", **fields: object) -> Project:
    write(folder, {"package.json": manifest(**fields), "a.js": "1\n"})  # type: ignore[arg-type]
    recognised = recognise(folder, pm=pm, text="here")
    assert recognised is not None
    return recognised


def options(tmp_path: Path, environment: dict[str, str], *, execute: bool = False, seconds: float = 60) -> Options:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Options(scratch=scratch, environment=environment, execute=execute, timeout_seconds=seconds)


def fake(tmp_path: Path, name: str, *, version: str, script: str) -> dict[str, str]:
    """Put a packer on PATH that is a Node script of its own, and return the environment."""
    folder = tmp_path / "fake"
    write(folder, {f"{name}.js": f"#!/usr/bin/env node\n{script}\n", "package.json": f'{{"version": "{version}"}}'})
    (folder / f"{name}.js").chmod(0o755)
    (folder / "bin").mkdir()
    (folder / "bin" / name).symlink_to(folder / f"{name}.js")
    (folder / "bin" / "node").symlink_to(os.path.realpath(program("node")))
    return {"PATH": str(folder / "bin"), "HOME": str(tmp_path)}


def only_gap(packed: tuple[Packed | Gap, ...]) -> Gap:
    (gap,) = packed
    assert isinstance(gap, Gap), gap
    assert gap.kind is GapKind.PACKING
    assert ("here",) == gap.location
    return gap


@pytest.mark.parametrize("pm", ["npm", "pnpm", "yarn-classic", "yarn-berry", "bun"])
def test_a_packer_that_is_missing_is_a_gap_that_says_what_to_install(pm: str, tmp_path: Path) -> None:
    gap = only_gap(pack_all(project(tmp_path / "p", pm=pm), options(tmp_path, {"PATH": str(tmp_path)})))

    assert "is on PATH: install" in gap.why


def test_a_packer_of_an_unknown_version_is_a_gap(tmp_path: Path) -> None:
    environment = fake(tmp_path, "npm", version="8.19.4", script="")
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment)))

    assert "is version 8.19.4, and npm 9 to 12 is needed" in gap.why


def test_a_packer_of_another_version_than_the_project_pins_is_a_gap(tmp_path: Path, environments: Environments) -> None:
    pinned = project(tmp_path / "p", pm=None, packageManager="pnpm@9.1.0")
    gap = only_gap(pack_all(pinned, options(tmp_path, environments(PNPM_12))))

    assert "pins pnpm 9.1.0 (packageManager in package.json)" in gap.why


@pytest.mark.parametrize(("tool", "pin"), [(PNPM_10, "pnpm@10.0.0"), (PNPM_12, "pnpm@12.0.0"), (YARN_1, "yarn@1.22.1")])
def test_a_pinned_packer_of_the_same_major_version_packs_and_fetches_no_other(
    tool: Tool, pin: str, tmp_path: Path, environments: Environments
) -> None:
    (packed,) = pack_all(project(tmp_path / "p", pm=None, packageManager=pin), options(tmp_path, environments(tool)))

    assert isinstance(packed, Packed), packed


def test_a_packer_that_says_no_version_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path / "bin", {"bun": "#!/bin/sh\nexit 1\n"})
    (tmp_path / "bin" / "bun").chmod(0o755)
    environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    gap = only_gap(pack_all(project(tmp_path / "p", pm="bun"), options(tmp_path, environment)))

    assert "does not say which version it is: install bun" in gap.why


def test_a_packer_that_hangs_is_stopped_at_the_limit(tmp_path: Path) -> None:
    environment = fake(tmp_path, "npm", version="11.0.0", script="setInterval(() => {}, 1000)")
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment, seconds=1)))

    assert "was stopped after 1 seconds" in gap.why


def test_a_packer_that_fails_is_a_gap_with_its_last_words(tmp_path: Path) -> None:
    script = "console.error('fine so far\\nnpm error code EBROKEN'); process.exit(7)"
    environment = fake(tmp_path, "npm", version="11.0.0", script=script)
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment)))

    assert "failed with exit code 7 (npm error code EBROKEN)" in gap.why


def test_a_packer_that_says_all_is_well_and_writes_nothing_is_a_gap(tmp_path: Path) -> None:
    environment = fake(tmp_path, "npm", version="11.0.0", script="console.log('[{\"files\": []}]')")
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment)))

    assert "wrote no tarball: look for a dry-run setting" in gap.why


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("for (const n of ['a.tgz','b.tgz']) fs.writeFileSync(out + '/' + n, 'x')", "something else than one tarball"),
        ("fs.writeFileSync(out + '/a.tgz', 'not gzip')", "which is no tarball"),
        ("fs.writeFileSync(out + '/a.tgz', '')", "which is no tarball"),
        ("fs.mkdirSync(out + '/a.tgz')", "something else than one tarball"),
    ],
)
def test_a_packer_that_writes_something_else_is_a_gap(script: str, said: str, tmp_path: Path) -> None:
    find = "const fs = require('fs'); const out = process.argv.find((a) => a.startsWith('--pack-d')).split('=')[1];"
    environment = fake(tmp_path, "npm", version="11.0.0", script=find + script)
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment)))

    assert said in gap.why


@pytest.mark.parametrize("noise", ['"[\\n{"', '"\\u001b[2J]"'])
def test_what_scripts_print_is_not_taken_for_the_list(noise: str, tmp_path: Path, environments: Environments) -> None:
    scripts = {"prepack": f"node -e 'console.log({noise})'"}
    (packed,) = pack_all(
        project(tmp_path / "p", scripts=scripts), options(tmp_path, environments(NPM_10), execute=True)
    )

    assert isinstance(packed, Packed), packed
    assert "sample-1.2.3.tgz" == packed.tarball.name


@pytest.mark.parametrize("execute", [False, True])
@pytest.mark.parametrize("where", ["environment", "project"])
def test_a_dry_run_setting_does_not_make_packing_write_nothing(
    where: str, execute: bool, tmp_path: Path, environments: Environments
) -> None:
    environment = dict(environments(NPM_10))
    if where == "environment":
        environment["npm_config_dry_run"] = "true"
    else:
        write(tmp_path / "p", {".npmrc": "dry-run=true\n"})
    (packed,) = pack_all(project(tmp_path / "p"), options(tmp_path, environment, execute=execute))

    assert isinstance(packed, Packed), packed


def test_a_manifest_the_packer_refuses_is_a_gap(tmp_path: Path, environments: Environments) -> None:
    found = project(tmp_path / "p", devEngines={"packageManager": {"name": "npm", "version": "1", "onFail": "error"}})
    gap = only_gap(pack_all(found, options(tmp_path, environments(NPM_10))))

    assert "EBADDEVENGINES" in gap.why


def test_yarn_1_packs_a_project_that_names_its_repository(tmp_path: Path, environments: Environments) -> None:
    # It loads a library for that, which asks Node for its constants.
    repository = {"type": "git", "url": "https://git.example/a.git"}
    found = project(tmp_path / "p", pm="yarn-classic", repository=repository)

    (packed,) = pack_all(found, options(tmp_path, environments(YARN_1)))

    assert isinstance(packed, Packed), packed


def test_yarn_4_without_a_lockfile_entry_says_to_install(tmp_path: Path, environments: Environments) -> None:
    found = project(tmp_path / "p", pm="yarn-berry", dependencies={"foo": "1.0.0"}, scripts={"prepack": "x"})
    gap = only_gap(pack_all(found, options(tmp_path, environments(YARN_4))))

    assert "yarn install" in gap.why


def test_yarn_4_resolves_catalogs_without_reading_the_rest_of_its_settings(
    tmp_path: Path, environments: Environments
) -> None:
    lock = yarn_lock("sample@.", npm=("foo",)).replace('"foo@npm:1.0.0":', '"foo@npm:1.0.0, foo@catalog:":')
    write(tmp_path / "p", {".yarnrc.yml": "catalog:\n  foo: 1.0.0\nyarnPath: nowhere.cjs\n", "yarn.lock": lock})
    found = project(tmp_path / "p", pm="yarn-berry", dependencies={"foo": "catalog:"})
    (packed,) = pack_all(found, options(tmp_path, environments(YARN_4)))

    assert isinstance(packed, Packed), packed


@pytest.mark.parametrize("settings", ["a: &x 1\nb: *x\n", "- list\n", "a: [\n"])
def test_settings_of_yarn_4_that_cannot_be_read_are_a_gap(
    settings: str, tmp_path: Path, environments: Environments
) -> None:
    write(tmp_path / "p", {".yarnrc.yml": settings, "yarn.lock": yarn_lock("sample@.")})
    (gap,) = pack_all(project(tmp_path / "p", pm="yarn-berry"), options(tmp_path, environments(YARN_4)))
    assert isinstance(gap, Gap)

    assert ("here", ".yarnrc.yml") == gap.location
    assert "--execute" in gap.why


def test_a_project_whose_packer_is_not_known_is_a_gap(tmp_path: Path) -> None:
    found = project(tmp_path / "p", pm="vlt")
    gap = only_gap(pack_all(found, options(tmp_path, {"PATH": ""})))

    assert found.packer is None
    assert "--pm" in gap.why


def test_an_old_node_cannot_restrain_npm(tmp_path: Path) -> None:
    environment = fake(tmp_path, "npm", version="9.9.4", script="")
    node = tmp_path / "fake" / "bin" / "node"
    node.unlink()
    node.write_text(f'#!/bin/sh\necho \'["{node}", "18.20.1"]\'\n')
    node.chmod(0o755)
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment)))

    assert "Node 18.20.1 cannot keep it from running the project's code" in gap.why
    assert "--execute" in gap.why


def test_a_packer_behind_a_shell_script_cannot_be_restrained(tmp_path: Path, environments: Environments) -> None:
    real = Path(environments(BUN)["PATH"]) / "bun"
    write(tmp_path / "bin", {"bun": f'#!/bin/sh\nexec "{real}" "$@"\n'})
    (tmp_path / "bin" / "bun").chmod(0o755)
    environment = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)}
    gap = only_gap(pack_all(project(tmp_path / "p", pm="bun"), options(tmp_path, environment)))

    assert "starts another program" in gap.why
    assert "--execute" in gap.why


def test_npm_behind_a_shim_is_found_beside_its_node(tmp_path: Path, environments: Environments) -> None:
    tree = tmp_path / "node"
    real = Path(environments(NPM_10)["PATH"])
    (tree / "bin").mkdir(parents=True)
    # A link would lead Node back to where it really lies.
    os.link(os.path.realpath(real / "node"), tree / "bin" / "node")
    (tree / "lib" / "node_modules").mkdir(parents=True)
    (tree / "lib" / "node_modules" / "npm").symlink_to(Path(os.path.realpath(real / "npm")).parents[1])
    write(tree, {"bin/npm": "#!/bin/sh\nexit 1\n"})
    (tree / "bin" / "npm").chmod(0o755)
    environment = {"PATH": f"{tree / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}
    (packed,) = pack_all(project(tmp_path / "p"), options(tmp_path, environment))

    assert isinstance(packed, Packed), packed
    assert "10.9.9" == packed.packer_version


def test_corepack_is_not_asked_to_fetch(tmp_path: Path) -> None:
    write(tmp_path / "corepack" / "dist", {"yarn.js": "require('fs').writeFileSync('/nowhere', '')\n"})
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "yarn").symlink_to(tmp_path / "corepack" / "dist" / "yarn.js")
    (tmp_path / "corepack" / "dist" / "yarn.js").chmod(0o755)
    pinned = project(tmp_path / "p", pm=None, packageManager="yarn@4.18.1")
    gap = only_gap(pack_all(pinned, options(tmp_path, {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)})))

    assert "is corepack, which has not fetched yarn 4.18.1 yet: run `corepack install`" in gap.why


def test_what_corepack_has_fetched_is_used(tmp_path: Path, environments: Environments) -> None:
    real = environments(YARN_4)
    shim = write(tmp_path / "corepack" / "dist", {"yarn.js": "\n"}) / "yarn.js"
    shim.chmod(0o755)
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "yarn").symlink_to(shim)
    (bin_ / "node").symlink_to(os.path.realpath(Path(real["PATH"]) / "node"))
    cached = tmp_path / "home" / ".cache" / "node" / "corepack" / "v1" / "yarn" / "4.18.1"
    cached.mkdir(parents=True)
    (cached / "yarn.js").write_bytes((Path(real["PATH"]) / "yarn").read_bytes())
    write(tmp_path / "p", {"yarn.lock": yarn_lock("sample@.")})
    pinned = project(tmp_path / "p", pm=None, packageManager="yarn@4.18.1+sha224.00")
    (packed,) = pack_all(pinned, options(tmp_path, {"PATH": str(bin_), "HOME": str(tmp_path / "home")}))

    assert isinstance(packed, Packed), packed
    assert "4.18.1" == packed.packer_version


def test_scripts_run_in_a_copy_and_the_project_stays_as_it_is(tmp_path: Path, environments: Environments) -> None:
    build = (
        "const fs = require('fs'); fs.rmSync('old.js'); fs.appendFileSync('a.js', '2');"
        "fs.writeFileSync('node_modules/.cache', ''); fs.writeFileSync('inside/x.js', '');"
        "fs.chmodSync('b.js', 0o777); fs.symlinkSync('a.js', 'c.js');"
        "const options = {detached: true, stdio: 'ignore'};"
        "require('child_process').spawn('node', ['-e', 'setTimeout(()=>{},2e4)'], options).unref()"
    )
    folder = tmp_path / "p"
    write(folder, {"build.cjs": build, "old.js": "1", "b.js": "1", "node_modules/x.js": "1", "lib/x.js": "1"})
    (folder / "inside").symlink_to(folder / "lib")
    found = project(folder, scripts={"prepack": "node build.cjs"})
    before = fingerprint(folder)
    (packed,) = pack_all(found, options(tmp_path, environments(NPM_10), execute=True))

    assert isinstance(packed, Packed), packed
    assert before == fingerprint(folder)


def test_all_packages_of_a_monorepo_share_one_copy(tmp_path: Path, environments: Environments) -> None:
    found = recognise(write(tmp_path / "p", WORKSPACES), pm="pnpm")
    assert found is not None
    chosen = options(tmp_path, environments(PNPM_12), execute=True)
    packed = pack_all(found, chosen)

    assert ["@acme/a", "b"] == [each.workspace.name for each in packed if isinstance(each, Packed)]
    assert 1 == len(list(chosen.scratch.glob("copy-*")))


def test_what_only_publishing_would_run_is_noted(tmp_path: Path, environments: Environments) -> None:
    scripts = {"prepublishOnly": "node -e 0", "prepack": "node -e 0"}
    chosen = options(tmp_path, environments(NPM_10), execute=True)
    (packed,) = pack_all(project(tmp_path / "p", scripts=scripts), chosen)
    assert isinstance(packed, Packed), packed
    (note,) = packed.notes

    assert "(prepublishOnly)" in note


def test_the_yarn_a_project_brings_along_runs_only_when_it_may(tmp_path: Path, environments: Environments) -> None:
    real = Path(environments(YARN_4)["PATH"]) / "yarn"
    rc = "yarnPath: .yarn/releases/yarn-4.18.1.cjs\n"
    files = {".yarnrc.yml": rc, "yarn.lock": yarn_lock("sample@."), ".yarn/releases/yarn-4.18.1.cjs": real.read_text()}
    write(tmp_path / "p", files)
    found = project(tmp_path / "p", pm=None)
    chosen = options(tmp_path, environments(YARN_1), execute=True)
    (packed,) = pack_all(found, chosen)
    (refused,) = pack_all(found, Options(scratch=chosen.scratch, environment=chosen.environment))
    assert isinstance(refused, Gap)

    assert isinstance(packed, Packed), packed
    assert "4.18.1" == packed.packer_version
    assert "is version 1.22.22, and yarn-berry 3 to 4 is needed" in refused.why
    assert "--execute" in refused.why


@pytest.mark.parametrize("settings", ["yarnPath: nowhere.cjs\n", "yarnPath: [a]\n", "a: [\n"])
def test_a_yarn_that_the_project_only_promises_is_not_run(
    settings: str, tmp_path: Path, environments: Environments
) -> None:
    write(tmp_path / "p", {".yarnrc.yml": settings, "yarn.lock": yarn_lock("sample@.")})
    found = project(tmp_path / "p", pm=None)
    (packed,) = pack_all(found, options(tmp_path, environments(YARN_1), execute=True))
    assert isinstance(packed, Gap)

    assert "is version 1.22.22" in packed.why


def test_a_file_that_cannot_be_read_is_a_gap(
    tmp_path: Path, environments: Environments, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = project(tmp_path / "p", pm="pnpm")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pkgaudit.targets.packing.pnpm.copy_without", refuse)
    gap = only_gap(pack_all(found, options(tmp_path, environments(PNPM_12))))

    assert "Permission denied" in gap.why


def test_a_packer_that_cannot_be_started_is_a_gap(tmp_path: Path) -> None:
    environment = fake(tmp_path, "npm", version="11.0.0", script="")
    node = tmp_path / "fake" / "bin" / "node"
    node.unlink()
    node.write_text('#!/bin/sh\necho \'["/nowhere/node", "22.20.1"]\'\n')
    node.chmod(0o755)
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment)))

    assert "could not be started" in gap.why


def test_a_packer_for_node_without_node_is_a_gap(tmp_path: Path) -> None:
    environment = fake(tmp_path, "npm", version="11.0.0", script="")
    (tmp_path / "fake" / "bin" / "node").unlink()
    gap = only_gap(pack_all(project(tmp_path / "p"), options(tmp_path, environment)))

    assert "no node is on PATH: install Node" in gap.why


def test_scripts_get_no_secret_of_the_environment(tmp_path: Path, environments: Environments) -> None:
    script = "node -e 'require(`fs`).writeFileSync(`env.json`, JSON.stringify(process.env))'"
    environment = {**environments(NPM_10), "NPM_TOKEN": "s3cret", "AWS_SECRET_ACCESS_KEY": "s3cret", "CI": "1"}
    chosen = options(tmp_path, environment, execute=True)
    (packed,) = pack_all(project(tmp_path / "p", scripts={"prepack": script}), chosen)
    (written,) = chosen.scratch.rglob("env.json")

    assert isinstance(packed, Packed), packed
    assert '"CI":"1"' in written.read_text()
    assert "s3cret" not in written.read_text()


def test_a_project_that_cannot_be_copied_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pkgaudit.targets.packing.pack.copy_tree",
        lambda copying, location: Gap(kind=GapKind.LIMIT, location=location, why=f"{copying.source.name} is too large"),
    )
    environment = fake(tmp_path, "npm", version="11.0.0", script="")
    found = project(tmp_path / "p")
    gap = pack(found, found.workspaces[0], options(tmp_path, environment, execute=True))
    assert isinstance(gap, Gap)

    assert GapKind.LIMIT is gap.kind
