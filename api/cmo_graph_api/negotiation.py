"""Which syntax an answer is written in: this module reads `Accept` and `?format=`.

`format` wins, for browsers and spreadsheets that cannot set a header. Quality values and wildcards
follow RFC 9110 section 12.5.1; of equally wanted syntaxes the one offered first is taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fastapi import Request
from starlette.exceptions import HTTPException

#: Media types by the name that `format` takes.
FORMATS: Mapping[str, str] = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "csv": "text/csv",
}
#: The same for theories as pictures.
PICTURE_FORMATS: Mapping[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
}
#: Characters of the longest `Accept` header of which it is remembered what it wants.
_LONGEST = 256
#: The media type of pages.
HTML = "text/html"
#: The same for addresses that have a page: what it shows, as HTML or as RDF.
PAGE_FORMATS: Mapping[str, str] = {
    "html": HTML,
    **{name: FORMATS[name] for name in ("ttl", "jsonld", "nt", "rdf")},
}


#: The same for how a page is cited, for reference managers.
CITATION_FORMATS: Mapping[str, str] = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "csljson": "application/vnd.citationstyles.csl+json",
}
#: The same for pages of things: what is stated as HTML or RDF, and as the data of the interface.
THING_FORMATS: Mapping[str, str] = {
    **PAGE_FORMATS,
    "json": FORMATS["json"],
    "csv": FORMATS["csv"],
    **CITATION_FORMATS,
}
#: The same for pages that answer questions.
ANSWER_FORMATS: Mapping[str, str] = {
    "html": HTML,
    "json": FORMATS["json"],
    "csv": FORMATS["csv"],
    **CITATION_FORMATS,
}
#: The same for theories as networks, but for those whose media type says only that they are JSON.
NETWORK_SYNTAXES: Mapping[str, str] = {
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "dot": "text/vnd.graphviz",
    "mmd": "text/vnd.mermaid",
}
#: The media type of every name.
MEDIA_TYPES: Mapping[str, str] = {
    **FORMATS,
    **PAGE_FORMATS,
    **PICTURE_FORMATS,
    **NETWORK_SYNTAXES,
    **CITATION_FORMATS,
}
#: What each is called.
SYNTAX_WORDS: Mapping[str, str] = {
    "html": "HTML",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "ttl": "Turtle",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
    "csv": "CSV",
    "svg": "SVG",
    "png": "PNG",
    "pdf": "PDF",
    "graphml": "GraphML",
    "gexf": "GEXF",
    "dot": "DOT",
    "mmd": "Mermaid",
    "bib": "BibTeX",
    "ris": "RIS",
    "csljson": "CSL-JSON",
}


@dataclass(frozen=True, slots=True)
class _Range:
    media_type: str
    quality: float

    def covers(self, media_type: str) -> int:
        """Return how closely the range fits: 3 exactly, 2 for `type/*`, 1 for `*/*`, else 0."""
        if self.media_type == media_type:
            return 3
        if self.media_type == media_type.partition("/")[0] + "/*":
            return 2
        return 1 if self.media_type == "*/*" else 0


def accepted(request: Request) -> str | None:
    """Return what a request accepts; an `Accept` of several lines is one list (RFC 9110 5.3)."""
    return ", ".join(request.headers.getlist("accept")) or None


def choose(accept: str | None, offered: Sequence[str]) -> str:
    """Return the media type of `offered` that an `Accept` header wants most.

    Raises:
        HTTPException: 406, naming what is offered, when it wants none of them.
    """
    if not accept or not accept.strip():
        return offered[0]
    chosen = _chosen if len(accept) <= _LONGEST else _chosen.__wrapped__
    return chosen(accept, tuple(offered))


def chosen_name(accept: str | None, formats: Mapping[str, str]) -> str:
    """Return the name of the format that an `Accept` header wants most; as `choose`."""
    media_type = choose(accept, tuple(formats.values()))
    return next(name for name, offered in formats.items() if offered == media_type)


@lru_cache(maxsize=256)
def _chosen(accept: str, offered: tuple[str, ...]) -> str:
    ranges = tuple(_ranges(accept))
    best = max(offered, key=lambda media_type: _quality(media_type, ranges))
    if _quality(best, ranges) <= 0:
        raise HTTPException(406, f"None of the types asked for is offered: {', '.join(offered)}.")
    return best


def wants_page(accept: str | None, *others: str) -> bool:
    """Say whether a page is wanted more than any of the other media types."""
    try:
        return choose(accept, (*others, HTML)) == HTML
    except HTTPException:
        return False


def _ranges(accept: str) -> Iterable[_Range]:
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        yield _Range(media_type, _quality_of(parameters))


def _quality_of(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _quality(media_type: str, ranges: Sequence[_Range]) -> float:
    fitting = [(found.covers(media_type), found.quality) for found in ranges]
    closest = max(fitting)[0]
    return max(quality for fit, quality in fitting if fit == closest) if closest else 0.0


def takes_gzip(accept_encoding: str | None) -> bool:
    """Say whether an `Accept-Encoding` header accepts gzip; without one, nothing is compressed."""
    if not accept_encoding:
        return False
    found = {part.media_type: part.quality for part in _ranges(accept_encoding)}
    return found.get("gzip", found.get("x-gzip", found.get("*", 0.0))) > 0
