"""The form of a text that positions and digests refer to: this module makes and fingerprints it.

Positions count code points over the text with LF line ends, so that a file saved on another system
still fits. Nothing else is changed before counting: no trimming, no Unicode normalisation.
"""

import hashlib
from collections.abc import Iterable, Mapping

from cmo_graph.model import Report, Thing


def with_lf(text: str) -> str:
    """Return `text` with every line end as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def digest_of(text: str) -> str:
    """Return `sha256:` and the hexadecimal SHA-256 of the text with LF line ends, in UTF-8."""
    return f"sha256:{hashlib.sha256(with_lf(text).encode()).hexdigest()}"


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
