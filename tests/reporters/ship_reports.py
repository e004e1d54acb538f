"""Ship reports made up for tests, and any that can be built."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from pkgaudit.model.examination import PackedBy
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Format, Listing
from pkgaudit.model.ship_list import Reason, ReasonKind, ShippedFile, Tracking, Unpublished
from pkgaudit.model.ship_report import PackageListing, ShipReport
from tests.reporters.strategies import counts, gaps, hostile_text, locations

ALWAYS = Reason(kind=ReasonKind.ALWAYS)
DIST = Reason(kind=ReasonKind.LISTED, by='files: "dist"')
SWEPT = Reason(kind=ReasonKind.SWEPT)


def a_file(path: str, size: int = 1, reason: Reason = SWEPT, tracking: Tracking = Tracking.TRACKED) -> ShippedFile:
    return ShippedFile(path=path, size=size, source=path.partition("/")[2] or None, reason=reason, tracking=tracking)


def a_package(
    files: Iterable[ShippedFile], *, packed: bool = True, others: tuple[str, ...] = (), notes: tuple[str, ...] = ()
) -> PackageListing:
    listed = tuple(files)
    return PackageListing(
        location=("web", "sample-1.2.3.tgz") if packed else ("dist/sample-1.2.3.tgz",),
        name="sample",
        version="1.2.3",
        format=Format.NPM_TARBALL,
        listing=Listing.TOOL if packed else Listing.ARTIFACT,
        packed_by=PackedBy(packer="npm", version="11.6.2", notes=notes) if packed else None,
        in_repository=packed,
        packed_bytes=12_345,
        unpacked_bytes=sum(file.size for file in listed),
        files=listed,
        others=others,
    )


def a_report(
    *packages: PackageListing, unpublished: tuple[Unpublished, ...] = (), gaps: tuple[Gap, ...] = ()
) -> ShipReport:
    return ShipReport(packages=packages, unpublished=unpublished, gaps=gaps)


def whole_report() -> ShipReport:
    """Return a report with something of everything."""
    files = (
        a_file("package/package.json", 812, ALWAYS),
        a_file("package/README.md", 2_048, ALWAYS),
        a_file("package/dist/cli.js", 104_700, DIST),
        a_file("package/dist/cli.js.map", 821_500, DIST, Tracking.IGNORED),
        a_file("package/dist/types/index.d.ts", 640, DIST),
        a_file("package/.env.local", 20, SWEPT, Tracking.UNTRACKED),
        a_file(
            "package/dist/vendor/a/very/long/way/down/to/a-file-whose-name-is-long-too.js",
            9_000,
            Reason(kind=ReasonKind.LISTED, by='files: "dist/vendor/**/*.{js,cjs,mjs,json,node,wasm}"'),
        ),
        a_file("package/main.js", 5, Reason(kind=ReasonKind.NAMED, by="main")),
        a_file("package/odd.bin", 7, Reason(kind=ReasonKind.UNEXPLAINED), Tracking.UNKNOWN),
    )
    return a_report(
        a_package(files, others=("package/link",), notes=("scripts did not run (prepack)",)),
        a_package(files[:3], packed=False),
        unpublished=(Unpublished(location=("web/tools",), name="tools", why='"private": true'),),
        gaps=(Gap(kind=GapKind.PACKING, location=("web/broken",), why="npm failed: its package.json is no JSON"),),
    )


_shipped = st.builds(
    ShippedFile,
    path=hostile_text | st.lists(st.sampled_from(("a", "b", "", "a.js")), max_size=5).map("/".join),
    size=counts,
    source=st.none() | hostile_text,
    reason=st.builds(Reason, kind=st.sampled_from(ReasonKind), by=st.just("") | hostile_text),
    tracking=st.sampled_from(Tracking),
)
shipped_files = st.lists(_shipped, max_size=12)
ship_reports = st.builds(
    ShipReport,
    packages=st.lists(
        st.builds(
            PackageListing,
            location=locations,
            name=st.none() | hostile_text,
            version=st.none() | hostile_text,
            format=st.sampled_from(Format),
            listing=st.sampled_from(Listing),
            packed_by=st.none()
            | st.builds(
                PackedBy, packer=hostile_text, version=hostile_text, notes=st.lists(hostile_text, max_size=2).map(tuple)
            ),
            in_repository=st.booleans(),
            packed_bytes=counts,
            unpacked_bytes=counts,
            files=shipped_files.map(tuple),
            others=st.lists(hostile_text, max_size=7).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    unpublished=st.lists(
        st.builds(Unpublished, location=locations, name=hostile_text, why=hostile_text), max_size=7
    ).map(tuple),
    gaps=st.lists(gaps, max_size=3).map(tuple),
)
