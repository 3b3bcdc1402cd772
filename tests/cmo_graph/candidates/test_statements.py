"""Sentences are proposed for the words in them, which are told."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmo_graph.candidates import LexiconMalformed, own_lexicon, read_lexicon, suggest_statements
from cmo_graph.candidates.sentences import sentences_of

LEXICON = own_lexicon()


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("When parents trust the worker, plans improve.", {"change", "condition", "mechanism"}),
        ("We found no evidence that visits help.", {"null_finding", "effect_claim", "change"}),
        ("Visits did not reduce entries to care.", {"null_finding"}),
        ("High caseloads led to short visits because staff left.", {"cause", "connective"}),
    ],
)
def test_suggest_statements_proposes_a_sentence_and_tells_its_cues(
    sentence: str, kinds: set[str]
) -> None:
    [found] = suggest_statements(sentence, LEXICON)

    assert found.words == sentence
    assert kinds <= set(found.kinds)
    assert all(sentence[cue.start : cue.end] == cue.words for cue in found.cues)


@pytest.mark.parametrize(
    "sentence",
    ["The study took place in May.", "Nine took part.", "Canada is large.", ""],
)
def test_suggest_statements_proposes_nothing_without_cues(sentence: str) -> None:
    assert suggest_statements(sentence, LEXICON) == ()


def test_suggest_statements_proposes_a_null_finding_whatever_is_asked_for() -> None:
    [found] = suggest_statements("There was no difference.", LEXICON, least=6)

    assert found.is_null_finding


def test_suggest_statements_tells_denial_and_care() -> None:
    [found] = suggest_statements("Visits may not help where trust is low.", LEXICON)

    assert found.is_negated
    assert found.is_hedged
    assert not found.is_null_finding


def test_suggest_statements_counts_code_points_over_lf() -> None:
    [found] = suggest_statements("\U0001f375 tea.\r\n\r\nTrust led to plans.", LEXICON)

    assert (found.start, found.end) == (8, 27)


def test_every_class_of_the_own_lexicon_has_a_meaning_and_a_source() -> None:
    assert LEXICON.version
    assert all(kind.means and kind.source for kind in LEXICON.classes)
    assert {"null_finding", "negation", "hedge"} <= {kind.name for kind in LEXICON.classes}


def test_read_lexicon_takes_cues_of_anybody() -> None:
    lexicon = read_lexicon(
        'version: "2"\nclasses:\n  cause:\n    counted: true\n    cues: [leidt tot, veroorza*]\n'
    )

    [found] = suggest_statements("Vertrouwen  leidt\ntot rust. Dat is al.", lexicon, least=1)

    assert [cue.words for cue in found.cues] == ["leidt\ntot"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "not YAML"),
        ("- a", "`version` and `classes`"),
        ("classes: {cause: {}}", "The class cause lacks `cues`"),
        ("classes: {cause: {cues: ['(a+)+$']}}", "is no words"),
        ("classes: {cause: {cues: [[a]]}}", "is no words"),
        ("classes: {cause: {cues: []}}", "lacks `cues`"),
        ("a" * 200_001, "at most"),
    ],
)
def test_read_lexicon_says_what_is_wrong(text: str, told: str) -> None:
    with pytest.raises(LexiconMalformed, match=None) as caught:
        read_lexicon(text)

    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("See Smith et al. 2019, e.g. here. Then.", ["See Smith et al. 2019, e.g. here.", "Then."]),
        ("It rose 2.5 points. J. Doe agreed.", ["It rose 2.5 points.", "J. Doe agreed."]),
        ("Heading\n\nFirst line\nsecond line.", ["Heading", "First line\nsecond line."]),
        ("He said \u201cyes.\u201d Then he left.", ["He said \u201cyes.\u201d", "Then he left."]),
        (" \n ", []),
    ],
)
def test_sentences_of_splits_where_a_reader_would(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentences_of(text)] == sentences


@given(st.text(alphabet="aB. !?\n\u201d)e.g", max_size=60))
def test_sentences_of_loses_no_word_and_overlaps_nowhere(text: str) -> None:
    places = list(sentences_of(text))

    kept = "".join("".join(text[start:end].split()) for start, end in places)
    assert kept == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert all(text[start:end] == text[start:end].strip() for start, end in places)
