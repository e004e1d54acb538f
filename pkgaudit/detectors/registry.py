"""Every detector by name; a module is imported when the first rule that needs it is prepared."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from pkgaudit.detectors.protocol import Detector

DETECTORS: Mapping[str, str] = {
    "archive_anomaly": "pkgaudit.detectors.archive_anomaly",
    "confusable_version": "pkgaudit.detectors.confusable_version",
    "debug_id": "pkgaudit.detectors.debug_id",
    "dependency_protocol": "pkgaudit.detectors.dependency_protocol",
    "direct_dependency": "pkgaudit.detectors.direct_dependency",
    "known_bad_release": "pkgaudit.detectors.known_bad_release",
    "lockfile_entry": "pkgaudit.detectors.lockfile_entry",
    "malicious_package": "pkgaudit.detectors.malicious_package",
    "manifest_problem": "pkgaudit.detectors.manifest_problem",
    "member_path": "pkgaudit.detectors.member_path",
    "missing_file": "pkgaudit.detectors.missing_file",
    "package_index": "pkgaudit.detectors.package_index",
    "packing_problem": "pkgaudit.detectors.packing_problem",
    "registry_refusal": "pkgaudit.detectors.registry_refusal",
    "shipped_lockfile": "pkgaudit.detectors.shipped_lockfile",
    "size": "pkgaudit.detectors.size",
    "source_map": "pkgaudit.detectors.source_map",
    "source_map_reference": "pkgaudit.detectors.source_map_reference",
    "text_pattern": "pkgaudit.detectors.text_pattern",
    "unreadable_map": "pkgaudit.detectors.unreadable_map",
    "unused_dependency": "pkgaudit.detectors.unused_dependency",
    "wheel_record": "pkgaudit.detectors.wheel_record",
}


def detector(name: str) -> Detector:
    """Return the detector of this name.

    Raises:
        KeyError: There is none.
    """
    # A module satisfies a Protocol, but import_module cannot say so; a test holds every module to it.
    return cast("Detector", import_module(DETECTORS[name]))
