"""What an answer about evidence can be: this module has the statuses and the answers."""

from cmo_graph.vocabulary import Code, in_scheme


@in_scheme("SupportStatusScheme", prefix="status")
class SupportStatus(Code):
    """How the evidence on a claim stands, in the order in which `judge_status` rules.

    Absent is not refuted: of the eight, only `disputed` speaks against a claim.
    """

    CONTESTED = "contested"
    SUPPORTED = "supported"
    DISPUTED = "disputed"
    INCONCLUSIVE = "inconclusive"
    NUANCED_ONLY = "nuanced_only"
    THEORISED_ONLY = "theorised_only"
    SEARCHED_NONE_FOUND = "searched_none_found"
    NO_EVIDENCE = "no_evidence"


@in_scheme("AnswerScheme", prefix="answer")
class Answer(Code):
    """A status in one word, for the question: does the evidence support this?"""

    YES = "yes"
    NO = "no"
    BOTH = "both"
    UNKNOWN = "unknown"
