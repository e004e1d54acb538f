"""What the examples of rules find on the machine that runs them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from pkgaudit.detectors import malicious_package
from pkgaudit.model.grades import Ecosystem


class MadeUpRecords:
    """Records that call one name malicious at every version."""

    as_of = date(2026, 6, 11)

    def lookup(self, ecosystem: Ecosystem, name: str, version: str) -> str | None:  # noqa: ARG002 -- any version
        return self.every(ecosystem, name)

    def every(self, ecosystem: Ecosystem, name: str) -> str | None:
        return self.bad_versions(ecosystem, name).get("*")

    def bad_versions(self, ecosystem: Ecosystem, name: str) -> Mapping[str, str]:
        return {"*": "MAL-2026-1"} if (ecosystem, name) == (Ecosystem.NPM, "example-malware") else {}


@pytest.fixture(autouse=True)
def records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was fetched on this machine, the examples see these records."""
    monkeypatch.setattr(malicious_package, "fetched_records", MadeUpRecords)
