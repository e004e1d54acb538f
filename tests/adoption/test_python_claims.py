from __future__ import annotations

import tomllib

import pytest

from pkgaudit.adoption.python_claims import python_claims
from pkgaudit.formats.evidence import visibility_evidence
from pkgaudit.model.examination import VisibilityEvidence

REPOSITORY = "https://github.com/acme/tool"
OPEN = VisibilityEvidence(osi_license="MIT", public_repository=REPOSITORY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'[project]\nname = "x"\nlicense = "MIT"\nurls = {{ Source = "{REPOSITORY}" }}\n', OPEN),
        (f'[project]\nlicense = {{ text = "MIT" }}\n[project.urls]\nrepository = "{REPOSITORY}"\n', OPEN),
        (f'[tool.poetry]\nname = "x"\nlicense = "MIT"\nrepository = "{REPOSITORY}"\n', OPEN),
        (
            '[project]\nlicense = "MIT"\nclassifiers = ["Private :: Do Not Upload"]\n',
            VisibilityEvidence(osi_license="MIT", against='the classifier "Private ::"'),
        ),
        ('[project]\nname = "x"\nlicense = "LicenseRef-Ours"\n', VisibilityEvidence()),
        ("[project]\nurls = 3\nclassifiers = [3]\nlicense = 4\n", VisibilityEvidence(against="nothing of a licence")),
        ('[project]\nname = "x\\nLicense: MIT"\n', VisibilityEvidence(against="nothing of a licence")),
    ],
)
def test_a_pyproject_says_what_the_metadata_of_its_build_would(text: str, expected: VisibilityEvidence) -> None:
    assert expected == visibility_evidence(python_claims(tomllib.loads(text)))
