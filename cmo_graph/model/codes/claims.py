"""What is claimed: this module has the vocabularies of slots, claims and theories."""

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
