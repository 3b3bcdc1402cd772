"""What lists of references call the kinds of document: this module leads to our words and back."""

from collections.abc import Mapping, Sequence

from cmo_graph.model.codes import ReportKind

#: What documents are called → what they are here; the first word that fits counts.
_KINDS: tuple[tuple[str, ReportKind], ...] = (
    ("thes", ReportKind.THESIS),
    ("dissertation", ReportKind.THESIS),
    ("chap", ReportKind.BOOK_CHAPTER),
    ("incollection", ReportKind.BOOK_CHAPTER),
    ("inbook", ReportKind.BOOK_CHAPTER),
    ("rprt", ReportKind.RESEARCH_REPORT),
    ("report", ReportKind.RESEARCH_REPORT),
    ("news", ReportKind.NEWS_ARTICLE),
    ("mgzn", ReportKind.NEWS_ARTICLE),
    ("magazine", ReportKind.NEWS_ARTICLE),
    ("elec", ReportKind.WEB_PAGE),
    ("web", ReportKind.WEB_PAGE),
    ("online", ReportKind.WEB_PAGE),
    ("blog", ReportKind.WEB_PAGE),
    ("govdoc", ReportKind.POLICY_DOCUMENT),
    ("legislation", ReportKind.POLICY_DOCUMENT),
    ("bill", ReportKind.POLICY_DOCUMENT),
    ("jour", ReportKind.JOURNAL_ARTICLE),
    ("jfull", ReportKind.JOURNAL_ARTICLE),
    ("article", ReportKind.JOURNAL_ARTICLE),
    ("review", ReportKind.JOURNAL_ARTICLE),
)
#: RIS's own names for the kinds of document.
RIS_TYPES: Mapping[ReportKind, str] = {
    ReportKind.WEB_PAGE: "ELEC",
    ReportKind.NEWS_ARTICLE: "NEWS",
    ReportKind.JOURNAL_ARTICLE: "JOUR",
    ReportKind.RESEARCH_REPORT: "RPRT",
    ReportKind.POLICY_DOCUMENT: "GOVDOC",
    ReportKind.BOOK_CHAPTER: "CHAP",
    ReportKind.THESIS: "THES",
    ReportKind.OTHER: "GEN",
}
#: What a newspaper's article is called beside its type in BibTeX.
NEWSPAPER = "newspaper"
#: BibTeX's own names for the kinds of document; a newspaper's is told by `entrysubtype` as well.
BIBTEX_TYPES: Mapping[ReportKind, str] = {
    ReportKind.WEB_PAGE: "online",
    ReportKind.NEWS_ARTICLE: "article",
    ReportKind.JOURNAL_ARTICLE: "article",
    ReportKind.RESEARCH_REPORT: "techreport",
    ReportKind.POLICY_DOCUMENT: "legislation",
    ReportKind.BOOK_CHAPTER: "incollection",
    ReportKind.THESIS: "phdthesis",
    ReportKind.OTHER: "misc",
}


def kind_of(names: Sequence[str]) -> ReportKind:
    """Return what a document is, by what its list calls it."""
    for name in names:
        for word, kind in _KINDS:
            if word in name.casefold():
                return kind
    return ReportKind.OTHER
