from __future__ import annotations

import codecs

import pytest

from pkgaudit.dependencies.requirements import REQUIREMENTS_BYTES
from tests.dependencies.documents import chain, declares, pins, read, the

NAME = "requirements.txt"


def test_an_exact_pin_is_locked_and_anything_else_is_declared() -> None:
    document = read(
        NAME,
        """
        # made by hand
        litellm==1.82.8  # why
        Axios[x,y] >= 1.0, < 2 ; python_version < "3.9"
        kit == 1.*
        plain
        wheel===2.0-x
        """,
    )

    assert [("litellm", "1.82.8"), ("wheel", "2.0-x")] == pins(document)
    assert [
        ("Axios", ">= 1.0, < 2", "requirements"),
        ("kit", "== 1.*", "requirements"),
        ("plain", "", "requirements"),
    ] == declares(document)
    assert 'python_version < "3.9"' == document.declared[0].marker
    assert [2, 6] == [package.line for package in document.locked]
    assert [3, 4, 5] == [package.line for package in document.declared]
    assert () == document.problems


def test_hashes_and_continuations_belong_to_their_pin() -> None:
    document = read(
        NAME,
        """
        litellm==1.82.8 \\
            --hash=sha256:aa \\
            --hash=sha256:bb
            # via kit
        kit==1.0 --hash sha256:cc
            # via -r requirements.in
        """,
    )

    assert [("litellm", "1.82.8"), ("kit", "1.0")] == pins(document)
    assert ["sha256:aa sha256:bb", "sha256:cc"] == [package.integrity for package in document.locked]
    assert "kit > litellm" == chain(document, "litellm")


def test_comments_of_pip_compile_and_uv_tell_the_way() -> None:
    document = read(
        NAME,
        """
        app==1.0
            # via myproject (pyproject.toml)
        axios==1.14.1
            # via
            #   -c constraints.txt
            #   kit
            #   other
        kit==1.0
            # via app
        other==2.0  # via app, kit
        alone==3.0
        """,
    )

    assert "app > kit" == chain(document, "kit")
    assert "alone" == chain(document, "alone")
    # A file that names it asks for it as well.
    assert "axios" == chain(document, "axios")
    assert {"app", "axios", "alone"} == {document.locked[position].name for position in document.roots}
    assert ["kit", "other"] == [document.locked[position].name for position in the(document, "app").requires]


@pytest.mark.parametrize(
    ("line", "option", "value"),
    [
        ("--extra-index-url https://u:p@a.example/simple", "--extra-index-url", "https://a.example/simple"),
        ("--extra-index-url=https://a.example/simple", "--extra-index-url", "https://a.example/simple"),
        ('-i "https://a.example/simple"', "--index-url", "https://a.example/simple"),
        ("-ihttps://a.example/simple", "--index-url", "https://a.example/simple"),
        ("-f ./wheels", "--find-links", "./wheels"),
        ("--find-links ./wheels  # here", "--find-links", "./wheels"),
        ("--trusted-host a.example", "--trusted-host", "a.example"),
        ("--no-index", "--no-index", ""),
        ("--index-url https://${USER}:${PASS}@a.example/simple", "--index-url", "https://a.example/simple"),
    ],
)
def test_where_packages_are_looked_for_is_told_without_passwords(line: str, option: str, value: str) -> None:
    document = read(NAME, f"\n{line}\n".encode())

    assert [(option, value, 2)] == [(each.option, each.value, each.line) for each in document.indexes]
    assert () == document.problems


def test_several_options_on_one_line_all_count() -> None:
    document = read(NAME, b"--no-index --find-links ./a --pre -i https://a.example/\n")

    assert ["--no-index", "--find-links", "--index-url"] == [each.option for each in document.indexes]


@pytest.mark.parametrize("line", ["-r base-requirements.txt", "-c constraints.txt", "--requirement=requirements/a.txt"])
def test_an_included_file_that_is_read_by_itself_is_no_problem(line: str) -> None:
    assert () == read(NAME, f"{line}\na==1\n".encode()).problems


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("-r base.txt", "base.txt"),
        ("-rbase.list", "base.list"),
        ("--constraint https://u:p@host.example/c", "https://host.example/c"),
    ],
)
def test_an_included_file_that_is_not_read_is_noted(line: str, shown: str) -> None:
    expected = f'line 1 includes "{shown}", which was not followed: name it requirements-....txt to have it read'

    assert (expected,) == read(NAME, f"{line}\na==1\n".encode()).problems


@pytest.mark.parametrize(
    ("line", "pin", "declared"),
    [
        ("-e .", [], []),
        ("--editable=./sub[x]", [], []),
        ("./wheels/litellm-1.82.8-py3-none-any.whl", [("litellm", "1.82.8")], []),
        ("https://u:p@h.example/litellm-1.82.8-py3-none-any.whl#sha256=a", [("litellm", "1.82.8")], []),
        ("litellm @ https://h.example/litellm-1.82.8-1-py3-none-any.whl", [("litellm", "1.82.8")], []),
        ("litellm @ https://u:p@h.example/x.tar.gz", [], [("litellm", "https://h.example/x.tar.gz", "requirements")]),
        (
            "git+https://u:p@h.example/kit.git@main ; os_name == 'nt'",
            [],
            [("kit", "git+https://h.example/kit.git@main", "requirements")],
        ),
        (
            "-e git+ssh://git@h.example/x.git#egg=kit[a]&subdirectory=b",
            [],
            [("kit", "git+ssh://h.example/x.git#egg=kit[a]&subdirectory=b", "editable")],
        ),
        ("./dist/kit-1.0.tar.gz", [], []),
    ],
)
def test_addresses_and_paths_are_told_apart(
    line: str, pin: list[tuple[str, str]], declared: list[tuple[str, str, str]]
) -> None:
    document = read(NAME, line.encode())

    assert (pin, declared, ()) == (pins(document), declares(document), document.problems)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_encoding_and_line_end_that_pip_reads_is_read(mark: bytes, encoding: str, newline: str) -> None:
    content = mark + f"litellm==1.82.8{newline}kit==1.0{newline}".encode(encoding)

    assert [("litellm", "1.82.8"), ("kit", "1.0")] == pins(read(NAME, content))


def test_a_comment_ends_what_is_joined_and_a_backslash_at_the_end_joins_nothing() -> None:
    document = read(NAME, b"litellm==1.82.8 \\\n# comment\nkit==1.0\nlast==1 \\\n")

    assert [("litellm", "1.82.8"), ("kit", "1.0"), ("last", "1")] == pins(document)


def test_a_number_sign_inside_an_address_is_no_comment() -> None:
    assert [("x", "git+https://h.example/a#egg=x", "requirements")] == declares(
        read(NAME, b"git+https://h.example/a#egg=x # comment")
    )


def test_a_line_that_is_no_requirement_is_noted_and_the_rest_is_read() -> None:
    document = read(NAME, b"a==1\nb==2\nthis is no requirement\n")

    assert [("a", "1"), ("b", "2")] == pins(document)
    assert ('line 3, "this is no requirement", is no requirement',) == document.problems


PROSE = b"To run this you need\na recent interpreter,\nand patience\n"


@pytest.mark.parametrize("path", ["docs/system-requirements.txt", "requirements/notes.txt", "constraints.txt"])
def test_prose_by_such_a_name_says_nothing(path: str) -> None:
    document = read(path, PROSE)

    assert ((), (), ()) == (document.locked, document.declared, document.problems)


def test_prose_in_the_file_that_pip_is_given_is_noted() -> None:
    assert ("most of its lines are no requirements: pip installs nothing from it",) == read(NAME, PROSE).problems


def test_what_is_too_much_is_noted() -> None:
    assert ("line 2 is too long: it was not looked at",) == read(NAME, b"a==1\nb==" + b"1" * 300_000).problems
    many = read(NAME, b"a==1\n" * 50_001)
    assert (50_000, ("more than 50,000 requirements: the rest was not looked at",)) == (len(many.locked), many.problems)
    assert "more than 16,777,216 are not read" in read(NAME, b"#" * (REQUIREMENTS_BYTES + 1)).problems[0]
