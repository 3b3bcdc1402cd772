"""The page on the embedded synthesis names every configuration, and nothing that is not there."""

import re
from pathlib import Path

from cmo_graph.interchange.authoring import read_review
from cmo_graph.model import Configuration, Report, Study, Undercut
from cmo_graph.resources import seed_review

PAGE = (Path(__file__).parents[2] / "docs" / "signs-of-safety.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(sos\.[a-z0-9-]+)`", PAGE))
THINGS = read_review(seed_review()).things


def test_page_names_only_what_the_seed_holds() -> None:
    assert NAMED - {thing.key for thing in THINGS} == set()


def test_page_names_every_configuration_study_report_and_undercut() -> None:
    expected = {
        thing.key for thing in THINGS if isinstance(thing, (Configuration, Report, Study, Undercut))
    }

    assert expected - NAMED == set()
