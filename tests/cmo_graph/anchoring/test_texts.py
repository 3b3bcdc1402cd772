"""Texts have one form that positions count in, and one fingerprint."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.anchoring.texts import differing_reports, digest_of, normalised, with_lf
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


@given(st.text(alphabet="aB \n\t\u00a0\u201c\u2019\u2013\u00ad\u200b", max_size=30))
def test_normalised_keeps_the_place_of_every_character(text: str) -> None:
    plain, places = normalised(text)

    assert len(plain) == len(places)
    assert list(places) == sorted(set(places))
    assert normalised(plain)[0] == plain
    assert "  " not in plain


def test_normalised_evens_out_what_typesetting_exchanges() -> None:
    plain, places = normalised("\u201cIt\u2019s\u00a0\n well\u2011known\u00ad\u201d")

    assert plain == '"It\'s well-known"'
    assert places[5:7] == (5, 8)


def test_differing_reports_names_a_report_whose_text_changed() -> None:
    report = report_of("as it was")

    assert differing_reports([report], {"leaflet.txt": "as it is"}) == (report,)
    assert differing_reports([report], {"leaflet.txt": "as it was"}) == ()
    assert differing_reports([report], {}) == ()
