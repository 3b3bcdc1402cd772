"""What can be wrong with lists of references: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with lists of references.
REFERENCE_LIST_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "reference-unreadable": ProblemKind(
            _ERROR,
            "An entry of a list of references is broken.",
            mend="Close its braces and quotation marks, and import again.",
            example="a.bib:1:1: error: The entry in line 1 of a.bib cannot be read: a brace"
            " is missing. Close its braces and quotation marks.",
        ),
        "reference-unended": ProblemKind(
            _WARNING,
            "A reference does not end where its format has a mark for that.",
            mend="See whether the file was cut off; the reference was read all the same.",
            example="a.ris:1:1: warning: The reference that begins in line 1 of a.ris has no"
            " ER line. See whether the file was cut off.",
        ),
        "reference-line-unread": ProblemKind(
            _WARNING,
            "A line of a list of references belongs to none of them.",
            mend="See whether the line belongs to a reference; it may be a header of the database.",
            example="a.ris:1:1: warning: Line 1 of a.ris is not part of a reference in RIS"
            " and was not read.",
        ),
        "reference-without-title": ProblemKind(
            _WARNING,
            "A reference has no title and was left out.",
            mend="Give it a title, and import again.",
            example="a.json: warning: Reference 1 of a.json has no title and was left out."
            " Give it a title, and import again.",
        ),
        "reference-key-twice": ProblemKind(
            _WARNING,
            "Two references of a list have the same key.",
            mend="Give it a key of its own in the reference manager.",
            example="a.bib:2:1: warning: The key 'a' stands twice in a.bib; the second one"
            " is read as 'a-2'. Give it a key of its own in the reference manager.",
        ),
        "reference-duplicate": ProblemKind(
            _WARNING,
            "Two references may be of one document; nothing was merged.",
            mend="Keep one of the two, or import with --option duplicates=leave-out.",
            example="library.bib:1:1: warning: 'Trust opens the way to shared"
            " responsibility' was left out; it has the DOI 10.1000/trust.1 of the document"
            " that stands in line 1 of endnote.ris.",
        ),
        "reference-without-design": ProblemKind(
            _WARNING,
            "Studies have no design, because references do not tell one.",
            mend="Say in sources.yaml how each study was done.",
            example="ovid.ris: warning: 1 studies have the design 'other', since a reference"
            " does not tell how a study was done. Say it in sources.yaml.",
        ),
        "bibliography-not-added": ProblemKind(
            _WARNING,
            "A review keeps its bibliography as BibTeX, which is not added to.",
            mend="Import the references into the reference manager that writes the file as well.",
            example="sources.bib: warning: The review keeps its bibliography in sources.bib,"
            " to which nothing is added. Import the references into your reference manager as"
            " well.",
        ),
    }
)
