"""How good it is: this module has the vocabularies of appraisals, ratings and confidence."""

from cmo_graph.vocabulary import Code, in_scheme


@in_scheme("AppraisalDimensionScheme")
class AppraisalDimension(Code):
    """What a study or a line is judged on (Dada et al. 2023)."""

    RELEVANCE = "relevance"
    RIGOUR = "rigour"
    RICHNESS = "richness"


@in_scheme("LevelScheme", prefix="level")
class Level(Code):
    """How much of an appraisal dimension there is, in rising order."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@in_scheme("CerqualLevelScheme", prefix="cerqual")
class CerqualLevel(Code):
    """GRADE-CERQual overall confidence in a review finding, in rising order."""

    VERY_LOW = "very_low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@in_scheme("CerqualComponentScheme", prefix="cerqual")
class CerqualComponent(Code):
    """The four components of a GRADE-CERQual judgement."""

    METHODOLOGICAL_LIMITATIONS = "methodological_limitations"
    COHERENCE = "coherence"
    ADEQUACY = "adequacy"
    RELEVANCE = "relevance"


@in_scheme("CerqualConcernScheme", prefix="concern")
class CerqualConcern(Code):
    """How serious a concern under one CERQual component is, in rising order."""

    NO_OR_VERY_MINOR = "no_or_very_minor"
    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"


@in_scheme("EmmieDimensionScheme", prefix="emmie")
class EmmieDimension(Code):
    """The five dimensions of EMMIE (Johnson, Tilley and Bowers 2015)."""

    EFFECT = "effect"
    MECHANISM = "mechanism"
    MODERATOR = "moderator"
    IMPLEMENTATION = "implementation"
    ECONOMICS = "economics"


@in_scheme("EmmieFindingScheme", prefix="emmieFinding")
class EmmieFinding(Code):
    """What the evidence says under one EMMIE dimension; ours, because EMMIE has no such words."""

    DESCRIBED = "described"
    INSUFFICIENT = "insufficient"
    NONE_OF_SUFFICIENT_QUALITY = "none_of_sufficient_quality"
    NOT_ADDRESSED = "not_addressed"


@in_scheme("MixedFindingsScheme", prefix="findings")
class MixedFindings(Code):
    """Whether a rating carries a mark for findings that point both ways (EIF's asterisk)."""

    MIXED = "mixed"
    NOT_MIXED = "not_mixed"
