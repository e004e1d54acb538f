from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.adoption.pre_commit import HOOK, has_hook, hook_entry, with_hook

OTHER = "- repo: https://code.example/lint\n  rev: v1  # pinned\n  hooks:\n  - id: lint\n"


def added(text: str) -> str:
    edited = with_hook(text.encode())
    assert edited is not None
    return edited.decode()


def hooks(text: str) -> list[str]:
    return [hook["id"] for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]


def test_the_entry_alone_is_a_whole_file() -> None:
    assert [HOOK] == hooks(hook_entry())
    assert has_hook(hook_entry().encode())
    assert not has_hook(OTHER.encode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# ours\nrepos:\n" + OTHER, ""),
        ("repos:\n" + OTHER, "\n# about ci\nci:\n  autofix: false\n"),
        ("repos:\n\n" + OTHER + "\n" + OTHER, "# end\n"),
        ("fail_fast: true\nrepos:\n" + "".join(f"  {line}\n" for line in OTHER.splitlines()), "default_stages: []\n"),
    ],
)
def test_it_comes_after_the_last_repository_and_every_line_stays(before: str, after: str) -> None:
    edited = added(before + after)

    assert edited.startswith(before)
    assert edited.endswith(after)
    assert HOOK == hooks(edited)[-1]
    assert yaml.safe_load(before + after)["repos"] == yaml.safe_load(edited)["repos"][:-1]


def test_line_ends_stay_and_a_last_line_without_one_gets_one() -> None:
    windows = added(("repos:\n" + OTHER).replace("\n", "\r\n"))

    assert windows.count("\n") == windows.count("\r\n")
    assert ["lint", HOOK] == hooks(windows)
    assert ["lint", HOOK] == hooks(added("repos:\n" + OTHER.rstrip("\n")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "repos: []\n",
        "repos: 3\n",
        "a: &x 1\nrepos:\n" + OTHER,
        "repos: [{repo: local, hooks: [{id: x}]}]\n",
        "repos:\n- {",
        "\udcff",
        "- repos\n",
        "--- {}\n...\nrepos:\n" + OTHER,
        "repos:\n" + OTHER + "#" * 300_000,
    ],
)
def test_what_cannot_be_edited_safely_is_left_alone(text: str) -> None:
    assert with_hook(text.encode("utf-8", "surrogateescape")) is None


lines = st.sampled_from(
    (
        "repos:",
        "- repo: a",
        "  - repo: b",
        "  hooks:",
        "    hooks:",
        "  - id: c",
        "    - id: d",
        "ci: x",
        "# e",
        "",
        " ",
    )
)


@given(text=st.lists(lines, max_size=14).map("\n".join))
def test_whatever_is_there_stays(text: str) -> None:
    edited = with_hook(text.encode())
    if edited is None:
        return
    before, after = yaml.safe_load(text), yaml.safe_load(edited)
    kept = iter(edited.decode().split("\n"))

    assert HOOK == after["repos"].pop()["hooks"][0]["id"]
    assert before == after
    assert all(any(line == other for other in kept) for line in text.split("\n"))
