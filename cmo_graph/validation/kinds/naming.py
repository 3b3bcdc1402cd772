"""What can be wrong with ids and references: this module has those codes."""

from collections.abc import Mapping
from types import MappingProxyType

from cmo_graph.validation.problems import ProblemKind, Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

#: Problems with ids and references.
REFERENCE_CODES: Mapping[str, ProblemKind] = MappingProxyType(
    {
        "id-malformed": ProblemKind(
            _ERROR,
            "An id has characters that ids cannot have.",
            mend="Use lower-case letters, digits and hyphens, 80 at most; the label may have"
            " everything else.",
            example="concepts.yaml:15:9: error: 'Safer!' cannot be an id: ids are lower-case"
            " letters, digits and hyphens, 80 at most.",
        ),
        "id-duplicate": ProblemKind(
            _ERROR,
            "Two things of one kind have the same id.",
            mend="Give one of them another id, and change what refers to it.",
            example="concepts.yaml:17:9: error: 'trust' stands twice; the first is in line 3"
            " of concepts.yaml. Give one of them another id.",
        ),
        "claim-id-taken": ProblemKind(
            _ERROR,
            "Two claims of different kinds have the same id.",
            mend="Give one of them another id: evidence names claims of all kinds by id alone.",
            example="links.yaml:18:9: error: The configuration and the moderation"
            " 'plan-alone' have one id, and are claims; the first is in line 1 of"
            " cmocs/plan-alone.yaml. Give one of them another id.",
        ),
        "reference-malformed": ProblemKind(
            _ERROR,
            "A reference is neither an id nor an IRI.",
            mend="Write the id of a thing, or a whole address.",
            example="review.yaml:7:10: error: 'CC-BY' is not an IRI.",
        ),
        "reference-unknown": ProblemKind(
            _ERROR,
            "A reference names a thing that does not exist.",
            mend="Correct the id, or write the thing that it names; the message has the"
            " nearest one.",
            example="cmocs/trust-opens.yaml:5:14: error: There is no concept 'trsut'."
            " Nearest: trust.",
        ),
        "reference-wrong-kind": ProblemKind(
            _ERROR,
            "A reference names a thing of another kind.",
            mend="Name a thing of the kind that is expected.",
            example="evidence/evaluation.yaml:20:15: error: 'evaluation' is the id of a"
            " thing of the kind study; expected concept.",
        ),
        "reference-ambiguous": ProblemKind(
            _ERROR,
            "A reference fits things of several kinds.",
            mend="Put the kind before the id, as the message shows.",
            example="evidence/evaluation.yaml:39:19: error: 'safety-plan' could be of"
            " several kinds: moderation or concept. Write one of moderations/safety-plan,"
            " concepts/safety-plan.",
        ),
        "reference-unchecked": ProblemKind(
            _WARNING,
            "A reference leads out of what could be looked up.",
            mend="Nothing, if the other review has it. Load both into one store to have it"
            " checked.",
            example="concepts.yaml:4:29: warning: other.trust is not of this review, so"
            " whether it exists was not checked.",
        ),
    }
)
