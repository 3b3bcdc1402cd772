"""The form of a text that positions and digests refer to: this module makes and fingerprints it.

Positions count code points over the text with LF line ends, so that a file saved on another system
still fits. Nothing else is changed before counting: no trimming, no Unicode normalisation.
"""

import hashlib
from collections.abc import Iterable, Mapping

from cmo_graph.model import Report, Thing

#: Spellings of one character that typesetting and copying exchange: (plain form, its variants).
_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("'", "\u2018\u2019\u201a\u201b\u2032\u00b4`"),
    ('"', "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"),
    ("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
)
_PLAIN: Mapping[str, str] = {
    variant: plain for plain, variants in _SPELLINGS for variant in variants
}
#: Invisible characters that come and go with typesetting: soft hyphen, zero-width ones.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


def with_lf(text: str) -> str:
    """Return `text` with every line end as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def digest_of(text: str) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of the text with LF line ends, in UTF-8."""
    return f"sha256:{hashlib.sha256(with_lf(text).encode()).hexdigest()}"


def normalised(text: str) -> tuple[str, tuple[int, ...]]:
    """Return `text` in a plain spelling, and where each of its characters began in `text`.

    A run of white space becomes one space; quotation marks and dashes take their plain form;
    invisible characters go. Upper case stays. The choice of what to even out is ours.
    """
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in _INVISIBLE:
            continue
        plain = " " if character.isspace() else _PLAIN.get(character, character)
        if plain == " " and characters and characters[-1] == " ":
            continue
        characters.append(plain)
        places.append(place)
    return "".join(characters), tuple(places)


def differing_reports(things: Iterable[Thing], texts: Mapping[str, str]) -> tuple[Report, ...]:
    """Return the reports whose text at hand is not the one that was fingerprinted, in order.

    Args:
        things: A review's things; only reports are looked at.
        texts: Texts by file name; a report whose `text_file` is not among them is left out.
    """
    reports = (thing for thing in things if isinstance(thing, Report) and thing.text_digest)
    return tuple(
        report
        for report in reports
        if report.text_file is not None
        and report.text_file in texts
        and digest_of(texts[report.text_file]) != report.text_digest
    )
