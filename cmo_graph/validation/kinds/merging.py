"""What can be wrong with an import as part of a review: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with putting what was read into a review.
MERGE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "import-conflict": ProblemKind(
            _WARNING,
            "The review says something else already, and its own word stands.",
            mend="Decide which word is right, and change it in the review or in the file."
            " Nothing was overwritten.",
            example="export.ris:1:1: warning: mine.trust-study has another label in the"
            " review: 'Trust at home', where the file has 'Trust'. The review's own word"
            " stands. Change it in the review if the file is right.",
        ),
        "import-without-review": ProblemKind(
            _ERROR,
            "There is no review that what was read could become part of.",
            mend="Name the review's folder with --into, or write review.yaml with an id, a"
            " label, a kind and a question.",
            example="error: There is no review here, and the file does not have one. Give it"
            " a title, which begins one; or write its review.yaml with an id, a label, a kind"
            " and a question.",
        ),
        "review-begun": ProblemKind(
            _WARNING,
            "A review was begun, and has to be told what it asks.",
            mend="Open review.yaml and say what the review asks.",
            example="review.yaml: warning: The review mine is begun; its question is not"
            " written, and its kind is other. Fill both in, and the contributors, in"
            " review.yaml.",
        ),
        "import-nothing-read": ProblemKind(
            _ERROR,
            "A file has nothing in it that is imported.",
            mend="See whether it is the right file, and whether it was exported with its content.",
            example="a.json: error: a.json is CSL-JSON without a reference.",
        ),
        "import-option-unknown": ProblemKind(
            _ERROR,
            "An importer has no such option.",
            mend="Use an option that the kind takes; the message lists them.",
            example="error: duplicate=keep is not an option of references. Its options:"
            " duplicates.",
        ),
        "import-text-differs": ProblemKind(
            _ERROR,
            "The folder of texts has another text under the name of one that came along.",
            mend="Take the other text away, or give another folder with --texts.",
            example="report.txt: error: texts has another text named report.txt. Take it"
            " away, or give another folder.",
        ),
        "import-too-costly": ProblemKind(
            _ERROR,
            "Reading files took too much time or memory, or broke the reader.",
            mend="Give it in parts, or import it with the command line, which has no such limit.",
            example="endnote.ris: error: Reading endnote.ris took more than 60 seconds or"
            " 1024 MB, or broke the reader. Give it in parts, or import it with the command"
            " line.",
        ),
        "import-unknown-kind": ProblemKind(
            _ERROR,
            "A file is not of a form that is read here.",
            mend="Export it in one of the formats that the kind reads, or name another kind.",
            example="a.txt: error: a.txt is not a list of references in a format that is"
            " read. Export it as RIS, BibTeX, CSL-JSON, PubMed or EPPI-Reviewer JSON.",
        ),
    }
)

#: Problems with decisions on pairs of concepts, and with candidates for statements.
SUGGESTING_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "decision-malformed": ProblemKind(
            _WARNING,
            "A row of the decisions is none, and was passed over.",
            mend="Decide the pair again with cmo-graph suggest merges.",
            example="mappings.sssom.tsv:7: warning: Line 7 of mappings.sssom.tsv is no"
            " decision on two concepts. Rows are written by cmo-graph suggest merges; later"
            " ones win over earlier ones.",
        ),
    }
)
