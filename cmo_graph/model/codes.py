"""The controlled vocabularies: this module has one enum for each concept scheme of the ontology.

What each member means is defined once, in `ontology/schemes/`; a test holds the two together.
"""

from cmo_graph.vocabulary import Code, in_scheme


@in_scheme("RoleScheme", prefix="role")
class Role(Code):
    """What a concept does in one configuration."""

    CONTEXT = "context"
    INTERVENTION = "intervention"
    ACTOR = "actor"
    RESOURCE = "resource"
    RESPONSE = "response"
    MECHANISM = "mechanism"
    OUTCOME = "outcome"


@in_scheme("PresenceScheme")
class Presence(Code):
    """Whether a slot's concept is there or missing."""

    PRESENT = "present"
    ABSENT = "absent"


@in_scheme("ClaimBasisScheme")
class ClaimBasis(Code):
    """Whose word a slot, link or moderation is, and how firmly it was given."""

    STATED_BY_SOURCE = "stated_by_source"
    STATED_AS_ASSUMPTION = "stated_as_assumption"
    INFERRED_BY_REVIEWER = "inferred_by_reviewer"
    STAKEHOLDER_TESTIMONY = "stakeholder_testimony"
    THEORETICAL = "theoretical"
    #: What was brought in does not say; nobody has settled it yet.
    UNATTRIBUTED = "unattributed"


@in_scheme("OutcomeDirectionScheme", prefix="outcome")
class OutcomeDirection(Code):
    """Which way an outcome goes."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NO_CHANGE = "no_change"
    MIXED = "mixed"
    UNCLEAR = "unclear"


@in_scheme("IntentionScheme")
class Intention(Code):
    """Whether an outcome is among the programme's aims."""

    INTENDED = "intended"
    UNINTENDED = "unintended"


@in_scheme("ValenceScheme")
class Valence(Code):
    """Whether an outcome is good for those concerned."""

    BENEFICIAL = "beneficial"
    HARMFUL = "harmful"
    NEUTRAL = "neutral"


@in_scheme("OutcomeStageScheme")
class OutcomeStage(Code):
    """How far along the chain of effects an outcome lies."""

    PROXIMAL = "proximal"
    INTERMEDIATE = "intermediate"
    DISTAL = "distal"


@in_scheme("ContextLevelScheme")
class ContextLevel(Code):
    """Pawson's four I's."""

    INDIVIDUAL = "individual"
    INTERPERSONAL = "interpersonal"
    INSTITUTIONAL = "institutional"
    INFRASTRUCTURAL = "infrastructural"


@in_scheme("ContextDimensionScheme", prefix="dimension")
class ContextDimension(Code):
    """In which respect two contexts can be the same or differ."""

    POPULATION = "population"
    SETTING = "setting"
    COUNTRY = "country"
    FIDELITY = "fidelity"
    TIME = "time"


@in_scheme("MechanismTypeScheme", prefix="mechanism")
class MechanismType(Code):
    """What kind of process a mechanism is."""

    COGNITIVE_PROCESS = "cognitive_process"
    MINDSET = "mindset"
    BEHAVIOUR = "behaviour"
    AFFECT = "affect"
    RELATIONAL = "relational"
    ORGANISATIONAL_PROCESS = "organisational_process"


@in_scheme("ActivationScheme", prefix="activation")
class Activation(Code):
    """How far a mechanism is set off: Dalkin's dimmer, not a switch."""

    NOT_ACTIVATED = "not_activated"
    WEAKLY = "weakly"
    PARTLY = "partly"
    STRONGLY = "strongly"
    UNKNOWN = "unknown"


@in_scheme("InferenceModeScheme")
class InferenceMode(Code):
    """By which reasoning a configuration was reached."""

    DEDUCTION = "deduction"
    INDUCTION = "induction"
    ABDUCTION = "abduction"
    RETRODUCTION = "retroduction"
    NOT_STATED = "not_stated"


@in_scheme("LinkKindScheme", prefix="link")
class LinkKind(Code):
    """What one causal step does."""

    PROVIDES = "provides"
    TRIGGERS = "triggers"
    LEADS_TO = "leads_to"
    ENABLES = "enables"
    CONSTRAINS = "constrains"
    MODERATES = "moderates"
    BECOMES_CONTEXT_OF = "becomes_context_of"
    EMBEDDED_IN = "embedded_in"
    RIVAL_OF = "rival_of"
    CONTRADICTS = "contradicts"
    REFINES = "refines"


@in_scheme("PolarityScheme", prefix="polarity")
class Polarity(Code):
    """The sign of a link."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    ZERO = "zero"
    MIXED = "mixed"


@in_scheme("ModerationEffectScheme", prefix="effect")
class ModerationEffect(Code):
    """What a moderator does; `enables` and `blocks` gate, the other two grade."""

    STRENGTHENS = "strengthens"
    WEAKENS = "weakens"
    ENABLES = "enables"
    BLOCKS = "blocks"


@in_scheme("TheoryStageScheme", prefix="stage")
class TheoryStage(Code):
    """How far a theory or a configuration has come."""

    INITIAL = "initial"
    CANDIDATE = "candidate"
    TESTED = "tested"
    REFINED = "refined"
    FINAL = "final"
    SUPERSEDED = "superseded"


@in_scheme("ChangeKindScheme", prefix="change")
class ChangeKind(Code):
    """What happened to a configuration between two versions of a theory."""

    RETAINED = "retained"
    REFINED = "refined"
    SPLIT = "split"
    MERGED = "merged"
    ADDED = "added"
    REFUTED = "refuted"
    SET_ASIDE = "set_aside"


@in_scheme("ReviewKindScheme", prefix="review")
class ReviewKind(Code):
    """What sort of synthesis a review is."""

    REALIST_SYNTHESIS = "realist_synthesis"
    RAPID_REALIST_REVIEW = "rapid_realist_review"
    MIXED_METHODS_REVIEW = "mixed_methods_review"
    OTHER = "other"


@in_scheme("AgentKindScheme", prefix="agent")
class AgentKind(Code):
    """What sort of agent can assert, report or code something."""

    PERSON = "person"
    ORGANISATION = "organisation"
    GROUP = "group"
    SOFTWARE = "software"


@in_scheme("StudyDesignScheme", prefix="design")
class StudyDesign(Code):
    """How a study was done."""

    SYSTEMATIC_REVIEW = "systematic_review"
    CASE_STUDY = "case_study"
    COMPARATIVE_CASE_STUDY = "comparative_case_study"
    CONTROLLED_COMPARISON = "controlled_comparison"
    MIXED_METHODS = "mixed_methods"
    QUALITATIVE_INTERVIEWS = "qualitative_interviews"
    SURVEY = "survey"
    SURVEY_EXPERIMENT = "survey_experiment"
    THEORY_MODEL = "theory_model"
    LEGAL_ANALYSIS = "legal_analysis"
    POLICY_REPORT = "policy_report"
    STAKEHOLDER_STATEMENT = "stakeholder_statement"
    OTHER = "other"


@in_scheme("DeveloperInvolvementScheme", prefix="developer")
class DeveloperInvolvement(Code):
    """Whether the programme's developers took part in a study."""

    INVOLVED = "involved"
    INDEPENDENT = "independent"
    NOT_STATED = "not_stated"


@in_scheme("ReportKindScheme", prefix="report")
class ReportKind(Code):
    """What sort of document a report is."""

    WEB_PAGE = "web_page"
    NEWS_ARTICLE = "news_article"
    JOURNAL_ARTICLE = "journal_article"
    RESEARCH_REPORT = "research_report"
    POLICY_DOCUMENT = "policy_document"
    BOOK_CHAPTER = "book_chapter"
    THESIS = "thesis"
    OTHER = "other"


@in_scheme("DocumentStatusScheme", prefix="document")
class DocumentStatus(Code):
    """How far a document has come through the review."""

    IDENTIFIED = "identified"
    SCREENED = "screened"
    EXCLUDED = "excluded"
    RETRIEVED = "retrieved"
    APPRAISED = "appraised"
    INCLUDED = "included"


@in_scheme("PassageCheckScheme")
class PassageCheck(Code):
    """Whether a passage was found in its report's text."""

    LOCATED_EXACT = "located_exact"
    LOCATED_NORMALISED = "located_normalised"
    LOCATED_FUZZY = "located_fuzzy"
    FOR_REVIEW = "for_review"
    AMBIGUOUS = "ambiguous"
    NOT_LOCATED = "not_located"
    TEXT_NOT_HELD = "text_not_held"


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
