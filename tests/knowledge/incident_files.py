"""Writes incident files for the tests of the incident table."""

from __future__ import annotations

from pathlib import Path

INCIDENT = """\
title = "Acme's parser steals tokens"
kind = "compromised-release"
confidence = "high"
what = "Somebody published two releases."
payload = "An install script sends tokens away."
now = "Rotate the tokens."
[window]
from = "2026-03-31T00:21Z"
to = "2026-04"
[indicators]
companions = ["acme-bait"]
files = ["setup.js"]
host-files = ["/tmp/acme.py"]
domains = ["evil[.]example"]
urls = ["hxxp://evil[.]example:8000/a.sh"]
addresses = ["192[.]0[.]2[.]7"]
sha256 = ["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]
strings = ["acme was here"]
[[references]]
source = "Acme"
url = "https://docs.acme.example/incident"
[[references]]
source = "A letter"
[packages.npm]
"Acme-Parser" = { versions = ["1.14.1", "2.0.0-rc.1"], one-list = ["2.0.0-rc.1"], ids = ["MAL-2026-1"] }
"acme-bait" = { versions = ["4.2.1"], available = ["4.2.1"], kind = "malicious-package" }
"acme-every" = { versions = "*", kind = "malicious-package", elsewhere = ["packages.acme.example"] }
"acme-since" = { versions = ">=1.2.2", note = "it was good before" }
[packages.pypi]
"acme-py" = { versions = ["1.1.5.post1", "2.0"], confidence = "low" }
"acme-py-since" = { versions = ">=3.0" }
"""


def write_incident(folder: Path, slug: str = "acme-2026", text: str = INCIDENT) -> Path:
    """Write an incident file into ``folder`` and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{slug}.toml").write_text(text, encoding="utf-8")
    return folder
