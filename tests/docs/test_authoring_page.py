"""The page on the authoring format is true: its codes are the codes, its files are read."""

import re
from html import unescape
from pathlib import Path

from cmo_graph.interchange.authoring import read_review
from cmo_graph.interchange.files import BIBLIOGRAPHIES
from cmo_graph.interchange.layout import FILES
from cmo_graph.validation.codes import CODES
from cmo_graph.validation.import_codes import IMPORT_CODES
from tests.cmo_graph.interchange.small_review import write_review

PAGE = Path("docs/authoring.md").read_text(encoding="utf-8")
IMPORT_PAGE = Path("docs/importing.md").read_text(encoding="utf-8")
#: (file, text) of the sample under each heading that is a file's name.
SAMPLES: list[tuple[str, str]] = re.findall(
    r"^## (\S+\.yaml)$(?:(?!^## ).)*?^```yaml\n(.*?)^```$",
    PAGE,
    flags=re.MULTILINE | re.DOTALL,
)


def told_codes(page: str) -> dict[str, tuple[str, str]]:
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` \| (error|warning) \| (.*) \|$", page, flags=re.MULTILINE
    )
    return {code: (severity, meaning) for code, severity, meaning in rows}


def test_pages_list_every_code_with_its_severity_and_meaning() -> None:
    known = {code: (kind.severity.value, kind.meaning) for code, kind in CODES.items()}

    imported = told_codes(IMPORT_PAGE)

    assert told_codes(PAGE) | imported == known
    assert imported.keys() == IMPORT_CODES.keys()


def test_page_lists_every_file() -> None:
    for form in FILES:
        place = form.pattern.replace("*", "<study>" if form.header else "<id>")
        assert f"| `{place}` |" in PAGE
    for name in BIBLIOGRAPHIES:
        assert f"`{name}`" in PAGE


def test_page_names_every_section() -> None:
    for form in FILES:
        for key in form.sections:
            assert f"`{key}`" in PAGE


def test_samples_are_together_a_review_without_a_problem(tmp_path: Path) -> None:
    names = {"cmocs/<id>.yaml": "cmocs/trust-opens.yaml"}
    names["evidence/<study>.yaml"] = "evidence/evaluation.yaml"
    files = {names.get(unescape(name), name): text for name, text in SAMPLES}

    reading = read_review(write_review(tmp_path, files))

    assert reading.problems == ()
    assert len(files) == len(FILES)
