"""What is said for and against: this module has the vocabularies of evidence lines and searches."""

from cmo_graph.vocabulary import Code, in_scheme


@in_scheme("DirectionScheme")
class Direction(Code):
    """Which way a study bears on a claim."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    INCONCLUSIVE = "inconclusive"
    NUANCES = "nuances"


@in_scheme("FindingScheme")
class Finding(Code):
    """What a study found where it looked for an effect."""

    EFFECT = "effect"
    OPPOSITE_EFFECT = "opposite_effect"
    NO_EFFECT = "no_effect"
    NOT_DETERMINABLE = "not_determinable"


@in_scheme("EvidenceBasisScheme")
class EvidenceBasis(Code):
    """What an evidence line rests on."""

    EMPIRICAL = "empirical"
    STAKEHOLDER_ACCOUNT = "stakeholder_account"
    AUTHOR_THEORY = "author_theory"
    #: What was brought in does not say; a line on such a basis is not accepted.
    NOT_REPORTED = "not_reported"


@in_scheme("ReadViaScheme")
class ReadVia(Code):
    """Whether we read the study's own report or somebody else's account of it."""

    OWN_REPORT = "own_report"
    SECONDARY_REPORT = "secondary_report"


@in_scheme("EntailmentScheme", prefix="entailment")
class Entailment(Code):
    """Whether the passage says what the claim says; a different question from its being located."""

    ENTAILS = "entails"
    PARTIAL = "partial"
    DOES_NOT = "does_not"
    NOT_JUDGED = "not_judged"


@in_scheme("CodingMethodScheme", prefix="coding")
class CodingMethod(Code):
    """How a line was coded."""

    MANUAL = "manual"
    ASSISTED = "assisted"
    VALIDATED = "validated"


@in_scheme("HumanStatusScheme")
class HumanStatus(Code):
    """What a person decided about a coded statement."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REVISED = "revised"
    REJECTED = "rejected"
    UNRESOLVED = "unresolved"


@in_scheme("SearchResultScheme")
class SearchResult(Code):
    """What a search came to."""

    FOUND = "found"
    NONE_FOUND = "none_found"
