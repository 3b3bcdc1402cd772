"""Texts have one form that positions count in, and one fingerprint."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.anchoring.texts import differing_reports, digest_of, with_lf
from cmo_graph.iri import DEFAULT_BASE
from cmo_graph.model import Report
from cmo_graph.model.codes import ReportKind


def report_of(text: str) -> Report:
    return Report(
        id=DEFAULT_BASE.mint("reports", "tea.leaflet"),
        label="A leaflet",
        review=DEFAULT_BASE.mint("reviews", "tea"),
        kind=ReportKind.OTHER,
        text_digest=digest_of(text),
        text_file="leaflet.txt",
    )


def test_digest_of_is_sha256_over_utf8() -> None:
    assert digest_of("caf\u00e9") == f"sha256:{hashlib.sha256('café'.encode()).hexdigest()}"


@given(st.text(alphabet="a\r\n", max_size=20))
def test_digest_of_does_not_see_how_lines_end(text: str) -> None:
    assert "\r" not in with_lf(text)
    assert digest_of(with_lf(text)) == digest_of(text)
    assert digest_of(with_lf(text).replace("\n", "\r\n")) == digest_of(text)


def test_differing_reports_names_a_report_whose_text_changed() -> None:
    report = report_of("as it was")

    assert differing_reports([report], {"leaflet.txt": "as it is"}) == (report,)
    assert differing_reports([report], {"leaflet.txt": "as it was"}) == ()
    assert differing_reports([report], {}) == ()
