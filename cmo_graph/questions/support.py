"""What bears on a claim: this module gathers it from a snapshot and has it summed up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, cast

from pydantic import Field, JsonValue

from cmo_graph.errors import NotFound
from cmo_graph.iri import IRI
from cmo_graph.mapping import plain
from cmo_graph.questions.answers import (
    Answer,
    MethodTold,
    Standing,
    TallyTold,
    Told,
    labelled,
    standings,
)
from cmo_graph.questions.filtering import EvidenceFilters, Name
from cmo_graph.questions.gathering import Gathering
from cmo_graph.repository import Repository
from cmo_graph.repository.things import CLAIM_KINDS
from cmo_graph.support.codes import Answer as AnswerCode
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.evidence import Outline
from cmo_graph.support.filters import ACCEPTED, Filters
from cmo_graph.support.opinion import OpinionMethod
from cmo_graph.support.summary import METHOD, Support, summarise_support

#: Most claims of one batch.
LARGEST_BATCH = 200

_DEFAULT = OpinionMethod()


_OPINION_PARAMETERS = frozenset({"unjudged_weight", "prior_weight", "base_rate"})


class SupportQuestion(EvidenceFilters):
    """Which lines count, and whether an opinion is wanted."""

    opinion: bool = Field(
        default=False,
        description="Whether to add belief, disbelief and uncertainty (Jøsang 2016; one unit for"
        " each independent study is ours). A parameter of it that is given asks for it too.",
    )
    unjudged_weight: float = Field(
        default=_DEFAULT.unjudged_weight, ge=0, le=1, description="Weight of what nobody judged."
    )
    prior_weight: float = Field(
        default=_DEFAULT.prior_weight, gt=0, le=1_000, description="Jøsang's W."
    )
    base_rate: float = Field(
        default=_DEFAULT.base_rate, ge=0, le=1, description="Jøsang's a, a share."
    )

    def method(self) -> OpinionMethod | None:
        """Return the parameters of the opinion that is wanted; None when none is."""
        given = self.model_fields_set
        if not self.opinion and ("opinion" in given or not given & _OPINION_PARAMETERS):
            return None
        return OpinionMethod(
            unjudged_weight=self.unjudged_weight,
            prior_weight=self.prior_weight,
            base_rate=self.base_rate,
        )


class BatchQuestion(SupportQuestion):
    """Several claims that are asked about together."""

    claims: Annotated[list[Name], Field(min_length=1, max_length=LARGEST_BATCH)] = Field(
        description="Keys or IRIs of configurations, links and moderations."
    )


class SupportTold(Told):
    """What the evidence on one claim comes to, and all that it was read from."""

    claim: IRI
    kind: str = Field(description="configurations, links or moderations.")
    label: str
    status: SupportStatus
    answer: AnswerCode = Field(description="The status in one word.")
    tally: TallyTold
    lines: dict[str, list[dict[str, JsonValue]]] = Field(
        description="The lines that count, by direction."
    )
    nuances: list[dict[str, JsonValue]] = Field(description="What the claim turns on.")
    undercuts: list[dict[str, JsonValue]] = Field(
        description="Attacks on the inference of lines, never on the claim."
    )
    subsumed: list[dict[str, JsonValue]] = Field(
        description="Lines of reviews that give way to a study inside the review (ours)."
    )
    clusters: list[list[IRI]] = Field(description="Studies that count as one (ours).")
    context_split: list[dict[str, JsonValue]] = Field(
        description="Respects in which both sides of a contested claim never met (ours)."
    )
    searches: list[dict[str, JsonValue]]
    left_out: list[dict[str, JsonValue]] = Field(description="What the filters left out, and why.")
    warnings: list[dict[str, JsonValue]] = Field(description="They change no answer (ours).")
    filters: dict[str, JsonValue] = Field(description="The filters in force.")
    overlap: dict[str, JsonValue] | None = Field(
        default=None, description="Corrected covered area of reviews (Pieper et al. 2014)."
    )
    opinion: dict[str, JsonValue] | None = Field(
        default=None, description="Only when asked for; it is not the chance that the claim holds."
    )


class SupportAnswer(SupportTold, Answer):
    """The evidence for and against one claim."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A claim and the support it has."""

    claim: Outline
    support: Support

    def as_json(self) -> dict[str, JsonValue]:
        """Return the support as `SupportTold` has it."""
        told = cast(dict[str, JsonValue], self.support.as_json())
        del told["method"]
        return {"kind": self.claim.kind_name, "label": plain(self.claim.label), **told}


def support_method(opinion: OpinionMethod | None) -> MethodTold:
    """Return by which rules support is summed up, with the parameters of an opinion."""
    name, _, version = METHOD.partition("/")
    parameters = {} if opinion is None else cast(dict[str, JsonValue], opinion.as_json())
    return MethodTold(name=name, version=version, parameters=parameters)


def ask_support(
    claim: str, question: SupportQuestion, *, repository: Repository
) -> dict[str, JsonValue]:
    """Return the evidence for and against one claim as JSON values: a `SupportAnswer`.

    Raises:
        NotFound: there is no such claim, review or study; the error names the nearest.
    """
    method = question.method()
    examined = support_of(
        repository, claim, filters=question.as_filters(repository), opinion=method
    )
    told: dict[str, JsonValue] = {
        "dataset": {"version": repository.snapshot.version.digest},
        "method": support_method(method).model_dump(mode="json"),
        "query": {"claim": claim, **question.echo()},
        **examined.as_json(),
    }
    return {**told, "labels": cast(JsonValue, labelled(repository, told))}


def support_of(
    repository: Repository,
    claim: str,
    *,
    filters: Filters = ACCEPTED,
    opinion: OpinionMethod | None = None,
) -> Examined:
    """Return a claim, given by key or IRI, with its support.

    Raises:
        NotFound: there is no such configuration, link or moderation.
    """
    iri = repository.resolve(claim, *CLAIM_KINDS)
    return _examine(repository, [iri], filters=filters, opinion=opinion)[iri]


def supports_of(
    repository: Repository,
    claims: Sequence[str],
    *,
    filters: Filters = ACCEPTED,
    opinion: OpinionMethod | None = None,
) -> list[Examined]:
    """Return several claims, given by key or IRI, with their support, in the order given.

    What they need is read together, each kind of thing once.

    Raises:
        NotFound: one of them is no configuration, link or moderation.
    """
    iris = [repository.resolve(claim, *CLAIM_KINDS) for claim in claims]
    examined = _examine(repository, iris, filters=filters, opinion=opinion)
    return [examined[iri] for iri in iris]


def supports_or_errors(
    repository: Repository,
    claims: Sequence[str],
    *,
    filters: Filters = ACCEPTED,
    opinion: OpinionMethod | None = None,
) -> list[Examined | NotFound]:
    """Return the same, with the error in the place of a name that is no claim's."""
    found = [_resolved(repository, claim) for claim in claims]
    iris = [each for each in found if not isinstance(each, NotFound)]
    examined = _examine(repository, iris, filters=filters, opinion=opinion)
    return [each if isinstance(each, NotFound) else examined[each] for each in found]


def standings_of(repository: Repository, iris: Iterable[IRI]) -> dict[str, Standing]:
    """Return how the claims among some things stand, by IRI in order; other things are passed over.

    Only what these claims need is read, so that an answer about a few of many stays quick.
    """
    claims = sorted(iri for iri in set(iris) if _is_claim(repository, iri))
    supports: dict[IRI, Support] = {}
    for first in range(0, len(claims), LARGEST_BATCH):
        batch = claims[first : first + LARGEST_BATCH]
        found = _examine(repository, batch, filters=ACCEPTED, opinion=None)
        supports.update((iri, examined.support) for iri, examined in found.items())
    return standings(claims, supports=supports, repository=repository)


def _is_claim(repository: Repository, iri: IRI) -> bool:
    located = repository.base.locate(iri)
    return located is not None and located[0] in CLAIM_KINDS


def _resolved(repository: Repository, claim: str) -> IRI | NotFound:
    try:
        return repository.resolve(claim, *CLAIM_KINDS)
    except NotFound as error:
        return error


def _examine(
    repository: Repository,
    iris: Sequence[IRI],
    *,
    filters: Filters,
    opinion: OpinionMethod | None,
) -> dict[IRI, Examined]:
    gathering = Gathering(repository)
    claims = gathering.outlines(iris)
    evidence = gathering.evidence_on(claims)
    return {
        claim.id: Examined(
            claim,
            summarise_support(
                claim.id, evidence=evidence[claim.id], filters=filters, opinion=opinion
            ),
        )
        for claim in claims
    }
