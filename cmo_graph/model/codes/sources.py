"""Who says it and where: this module has the vocabularies of agents, studies and reports."""

from cmo_graph.vocabulary import Code, in_scheme


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
