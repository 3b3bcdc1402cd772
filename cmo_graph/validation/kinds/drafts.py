"""What is doubtful in what files say: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_WARNING = Severity.WARNING

#: Doubts about what was drafted from a file, whatever its shape.
DRAFT_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "draft-slots-missing": ProblemKind(
            _WARNING,
            "A configuration has no slot.",
            mend="Fill one of the columns that are slots, or take the row out.",
            example="table.xlsx:CMOs!C2: warning: The configuration 'C1' has no slot, and is"
            " not made.",
        ),
        "draft-slot-differs": ProblemKind(
            _WARNING,
            "A concept fills one role of a configuration twice, in two ways.",
            mend="Make two configurations of it, or correct one of the two cells.",
            example="table.xlsx:CMOs!C2: warning: mine.trust stands twice as context, as"
            " present and as absent; the first is kept. Make them two configurations, or"
            " correct one.",
        ),
        "draft-link-reversed": ProblemKind(
            _WARNING,
            "A link seems to point backwards.",
            mend="Turn the link round, or change its kind, if the file has it wrong.",
            example="table.xlsx:CMOs!C2: warning: 'a → b' leads from outcome back to"
            " context; it is kept as it stands. Turn it round, or change its kind, if the"
            " file has it wrong.",
        ),
        "draft-link-misfit": ProblemKind(
            _WARNING,
            "A link says something that its ends' roles do not allow.",
            mend="Turn the link round, or change its kind, if the file has it wrong.",
            example="table.xlsx:CMOs!C2: warning: 'a → b' goes from intervention to"
            " response, and says provides; it is kept as it stands. Turn it round, or change"
            " its kind, if the file has it wrong.",
        ),
        "draft-link-unsigned": ProblemKind(
            _WARNING,
            "A link has no sign.",
            mend="Say whether more of the first gives more or less of the second.",
            example="table.xlsx:CMOs!C2: warning: The link from 'a' to 'b' has no sign; it"
            " is kept as one that may go either way. Say whether more of the first gives more"
            " or less of the second.",
        ),
        "draft-link-to-itself": ProblemKind(
            _WARNING,
            "A link leads from a concept to itself, and was left out.",
            mend="Name another concept at one of its ends; the concept is in the review already.",
            example="table.xlsx:CMOs!C2: warning: 'Trust' is linked to itself, which is no"
            " causal step; the concept is kept without the link.",
        ),
        "draft-line-incomplete": ProblemKind(
            _WARNING,
            "What a study says of a claim lacks something that evidence must say.",
            mend="Say what is missing in the review's evidence, or in the file, and import again.",
            example="table.xlsx:CMOs!C2: warning: A line on mine.children-are-safer is"
            " empirical, but what was found is not said; it is kept with an open basis. Say"
            " effect, opposite_effect, no_effect or not_determinable.",
        ),
        "draft-quotation-unplaced": ProblemKind(
            _WARNING,
            "Quotations have no place in their text, which is not at hand.",
            mend="Put the texts into a folder and run cmo-graph anchor.",
            example="table.xlsx:CMOs!C2: warning: Quotations of mine.sheehan-2018 have no"
            " place in its text yet (1); their digests find them there. Put the text into a"
            " folder and run cmo-graph anchor.",
        ),
        "draft-quotation-doubtful": ProblemKind(
            _WARNING,
            "A quotation does not stand in its text as it was given.",
            mend="Compare the quotation with the text, and correct the one that is wrong.",
            example="table.xlsx:CMOs!C2: warning: A quotation was sought in the text of"
            " mine.sheehan-2018: not_located. Compare the two.",
        ),
    }
)
