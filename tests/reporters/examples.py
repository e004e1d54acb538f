"""Made-up runs that read like real ones."""

from __future__ import annotations

from datetime import date

from pkgaudit.model.examination import Coverage, Examination, VisibilityEvidence
from pkgaudit.model.finding import Finding
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Ecosystem, Format, Severity
from pkgaudit.model.report import (
    BaselineFinding,
    BaselineUse,
    BroadRule,
    PolicyNote,
    Report,
    WaiverProblem,
    WaiverProblemKind,
    WaiverState,
    WaiverUse,
)
from pkgaudit.model.source_map import SourceMapTotals
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy
from tests.policy.builders import OPEN_SOURCE, examination, finding, rule, rulebook, summary

TODAY = date(2026, 11, 21)
LEAK = "dist/leaked-cli-2.1.88.tgz"
WHEEL = "dist/harmless_tool-3.0.0-py3-none-any.whl"

RULES = rulebook(
    rule("embedded-sources", private=Severity.CRITICAL, public=Severity.NOTE),
    rule("dangling-map-reference", private=Severity.LOW),
    rule("private-build-path", private=Severity.MEDIUM, public=Severity.LOW),
    rule("known-map-without-novelty", private=Severity.NOTE),
    rule("bytes-after-end", family="archive", private=Severity.HIGH),
    rule("oversized-file", family="release", private=Severity.MEDIUM),
)

FOLDERS = (
    ("src/utils", 564, 180_472, 20_133_000),
    ("src/components", 389, 81_546, 9_712_400),
    ("src/services", 130, 53_680, 6_402_118),
    ("src/tools", 184, 50_828, 6_044_100),
    ("src/commands", 207, 26_428, 3_211_075),
    ("src/ink", 96, 19_842, 2_310_977),
    ("src/hooks", 104, 19_204, 2_230_400),
    ("src/bridge", 31, 12_613, 1_500_242),
    ("src/skills", 20, 4_066, 498_000),
    ("src/constants", 21, 2_648, 310_512),
)
LARGEST = (
    ("src/cli/print.ts", 5_594, 803_902),
    ("src/utils/messages.ts", 5_512, 711_004),
    ("src/utils/sessionStorage.ts", 5_105, 690_233),
    ("src/main.tsx", 4_683, 601_876),
    ("src/screens/REPL.tsx", 5_005, 598_112),
)

POLICY = PolicyNote(
    file="pkgaudit.toml",
    waivers=(
        WaiverUse(
            file="pkgaudit.toml",
            number=1,
            line=7,
            rule="embedded-sources",
            artifact=None,
            path="package/dist/*.map",
            sha256=None,
            fingerprint=None,
            reason="published on purpose",
            expires=date(2026, 12, 31),
            owner="Ada",
            state=WaiverState.UNUSED,
            matched=0,
            waived=0,
            problems=(WaiverProblem(kind=WaiverProblemKind.UNUSED, why="nothing matches it: remove it"),),
        ),
    ),
    baseline=BaselineUse(
        file="pkgaudit-baseline.json",
        findings=3,
        seen=2,
        gone=(BaselineFinding(fingerprint="0123456789abcdef", rule="embedded-sources"),),
    ),
    broad_rules=(
        BroadRule(
            rule="codename-shipped", file="rules/contents/codename-shipped.toml", artifact=0, members=120, of=130
        ),
    ),
)


def embedded_sources() -> Finding:
    """Return the finding this program exists for."""
    return finding(
        "embedded-sources",
        LEAK,
        "package/cli.js.map",
        message="1,900 original sources (512,000 lines) are embedded and nowhere else in the package",
        facts={
            "maps": 1,
            "place": "file",
            "map_bytes": 59_800_412,
            "sources": 1_985,
            "embedded": 1_985,
            "novel": 1_900,
            "novel_bytes": 57_204_113,
            "novel_lines": 512_000,
            "shipped": 0,
            "third_party": 85,
            "folders": tuple(
                {"path": path, "sources": sources, "lines": lines, "bytes": size}
                for path, sources, lines, size in FOLDERS
            ),
            "largest": tuple({"path": path, "lines": lines, "bytes": size} for path, lines, size in LARGEST),
        },
        fix=(
            "Take the map out of the package: add `*.map` to the files your package leaves out, or build with "
            "`sourcesContent` off. What was published already has to be taken to be public."
        ),
    )


def leak() -> Examination:
    """Return the examination of a command line tool that ships its own source."""
    return examination(
        summary(
            LEAK,
            name="leaked-cli",
            version="2.1.88",
            evidence=VisibilityEvidence(against='"license": "SEE LICENSE IN README.md"'),
            source_maps=SourceMapTotals(
                maps=1,
                with_content=1,
                sources=1_985,
                embedded=1_985,
                embedded_bytes=58_900_207,
                embedded_lines=541_377,
                third_party=85,
                novel=1_900,
                novel_bytes=57_204_113,
                novel_lines=512_000,
            ),
            members=18,
            packed_bytes=12_804_331,
            unpacked_bytes=70_411_902,
        ),
        embedded_sources(),
        finding(
            "oversized-file",
            LEAK,
            "package/cli.js.map",
            family="release",
            message="it is 59.8 MB, 85 % of the package",
            fix="Leave out what users do not need.",
        ),
        *(
            finding(
                "private-build-path",
                LEAK,
                f"package/vendor/chunk-{number:02}/index.js.map",
                message=f"{number + 3} source names show a home directory",
                facts={"names": tuple(f"/home/dev/cli/src/{part}.ts" for part in range(number + 3))},
                fix="Build with relative source names.",
            )
            for number in range(9)
        ),
        *(
            finding(
                "dangling-map-reference",
                LEAK,
                f"package/vendor/chunk-{number:02}/index.js",
                line=number + 1,
                message=f"index.js.map is named here but not in the package ({number})",
            )
            for number in range(40)
        ),
        gaps=(
            Gap(
                kind=GapKind.LIMIT,
                location=(LEAK, "package/vendor/models.bin"),
                why="member_bytes: 91,226,112 is over the limit of 67,108,864; raise member-bytes under [limits]",
            ),
            Gap(
                kind=GapKind.UNSUPPORTED,
                location=(LEAK, "package/vendor/legacy.zip", "assets.dat"),
                why="it is compressed with method 14 (LZMA), which is not read; unpack it and scan what is inside",
            ),
        ),
        coverage=Coverage(members=20, examined=18, not_examined=2),
        not_applicable=("bytes-after-end",),
    )


def harmless() -> Examination:
    """Return the examination of an open-source wheel with maps that give nothing away."""
    return examination(
        summary(
            WHEEL,
            name="harmless-tool",
            version="3.0.0",
            format_=Format.WHEEL,
            ecosystem=Ecosystem.PYPI,
            evidence=OPEN_SOURCE,
            source_maps=SourceMapTotals(
                maps=12, inline=2, with_content=4, sources=40, embedded=31, embedded_bytes=90_000, shipped=31
            ),
            members=241,
            packed_bytes=801_223,
            unpacked_bytes=2_410_888,
        ),
        finding(
            "known-map-without-novelty",
            WHEEL,
            "harmless_tool/static/app.js.map",
            message="31 embedded sources are all files of the package",
        ),
    )


def leak_report(policy: Policy | None = None) -> Report:
    """Return the report of a run over both."""
    return judge([leak(), harmless()], RULES, policy or Policy(), TODAY)


def passed_report() -> Report:
    """Return the report of a run that found nothing open."""
    return judge([harmless()], RULES, Policy(), TODAY)
