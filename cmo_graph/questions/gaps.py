"""Where a synthesis is thin or torn: this module asks for gaps, tensions and contested claims.

What counts as a gap is `cmo_graph.theory.gaps`; here every claim of the selection is looked at, and
contexts are examined when a line that counts was seen in them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Generic, TypeVar

from pydantic import Field
from rdflib import URIRef

from cmo_graph.iri import IRI
from cmo_graph.model import Configuration
from cmo_graph.model.codes import ContextDimension, Direction
from cmo_graph.questions.answers import (
    Answer,
    MethodTold,
    Standing,
    TallyTold,
    Told,
    dataset_of,
    standings,
    tally_of,
)
from cmo_graph.questions.holdings import Holdings
from cmo_graph.questions.networks import members_of
from cmo_graph.questions.overview import Overview
from cmo_graph.questions.overview.reading import Found
from cmo_graph.questions.pathways import NetworkQuestion
from cmo_graph.questions.selections import Selection
from cmo_graph.questions.shelves import Shelves
from cmo_graph.questions.support import supports_of
from cmo_graph.repository import Repository
from cmo_graph.support.codes import SupportStatus
from cmo_graph.support.confidence import Currency, check_freshness
from cmo_graph.support.evidence import Claim
from cmo_graph.support.summary import Support
from cmo_graph.theory.gaps import Gaps, UnexaminedContext, find_gaps

METHOD = MethodTold(name="cmo-graph-gaps", version="3")

#: The lists of an answer that are of claims alone, in the order in which they are told.
CLAIM_LISTS = (
    *("without_evidence", "searched_none_found", "theorised_only", "inconclusive"),
    *("resting_on_one_study", "disputed", "contested", "stale_confidence"),
)

PartT = TypeVar("PartT")

#: Longest lists of answers that are kept to be given again; the others are too large.
MOST_KEPT = 100


class GapsQuestion(NetworkQuestion):
    """Which claims are looked at, and what evidence on them counts.

    `review` narrows the claims as well as the evidence.
    """

    limit: int = Field(default=25, ge=1, le=5_000, description="Most entries of each list.")


class Some(Told, Generic[PartT]):
    """The first entries of a list, and how many there are in all."""

    total: int
    items: tuple[PartT, ...]


class RivalsTold(Told):
    """Two configurations that explain the same outcome by different mechanisms."""

    first: IRI
    second: IRI
    is_declared: bool = Field(description="Whether a reviewer said so.")
    is_computed: bool = Field(
        description="Same context and outcome, and no mechanism in common (ours)."
    )


class UnexaminedTold(Told):
    """A context the theory turns on, in which no study that counts was done."""

    context: IRI
    is_absent: bool = Field(description="Whether it is its absence that they turn on.")
    configurations: tuple[IRI, ...] = Field(description="The first that turn on it so.")
    total_configurations: int = Field(description="How many turn on it so.")


class GapsAnswer(Answer):
    """The gaps and tensions of a synthesis; what nobody examined is a gap, never a verdict."""

    without_evidence: Some[IRI] = Field(description="Nobody is on record as having looked.")
    searched_none_found: Some[IRI] = Field(description="Looked for, and none found.")
    theorised_only: Some[IRI] = Field(description="Only theory or stakeholders' accounts.")
    inconclusive: Some[IRI] = Field(description="Studies looked, and could not tell.")
    resting_on_one_study: Some[IRI]
    disputed: Some[IRI] = Field(description="Studies dispute them, and none supports them.")
    contested: Some[IRI]
    rivals: Some[RivalsTold]
    unexamined_contexts: Some[UnexaminedTold]
    stale_confidence: Some[IRI] = Field(
        description="Claims with a person's judgement that evidence has overtaken."
    )
    claims: dict[str, Standing] = Field(description="How every claim in these lists stands.")


class SplitTold(Told):
    """A respect in which the two sides of a claim never met (ours)."""

    dimension: ContextDimension
    supporting: tuple[IRI, ...]
    disputing: tuple[IRI, ...]


class ContestedTold(Told):
    """A claim with independent studies on both sides."""

    claim: IRI
    kind: str
    label: str
    tally: TallyTold
    supporting: tuple[IRI, ...] = Field(description="The lines for it.")
    disputing: tuple[IRI, ...] = Field(description="The lines against it.")
    context_split: tuple[SplitTold, ...]


class ContestedAnswer(Answer):
    """The contested claims, and by what context their sides part."""

    total: int
    is_truncated: bool
    items: tuple[ContestedTold, ...]


def ask_gaps(question: GapsQuestion, *, repository: Repository, shelves: Shelves) -> GapsAnswer:
    """List the gaps and tensions of a selection of claims.

    Raises:
        NotFound: a theory, review or study is not in the dataset.
        TooManyClaims: the dataset is large, and what is asked narrows it too little.
        NotYetWorkedOut: what the claims of a large dataset come to is being made.
    """
    ask = partial(_gaps, question, repository=repository, shelves=shelves)
    if question.limit > MOST_KEPT:
        return ask()
    return shelves.answer(repository, question, ask, kind=GapsAnswer)


def _gaps(question: GapsQuestion, *, repository: Repository, shelves: Shelves) -> GapsAnswer:
    selection, filters = question.selection(repository), question.as_filters(repository)
    overview = shelves.overview(repository, selection, filters)
    if overview is not None:
        return _gaps_of(overview, question, repository)
    holdings = shelves.holdings(repository, selection)
    supports = shelves.supports(repository, filters, selection)
    claims = _claims(selection, holdings)
    found = _find(claims, supports, holdings, repository)
    most = question.limit
    answer = GapsAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        without_evidence=_first(found.without_evidence, most),
        searched_none_found=_first(found.searched_none_found, most),
        theorised_only=_first(found.theorised_only, most),
        inconclusive=_first(found.inconclusive, most),
        resting_on_one_study=_first(found.resting_on_one_study, most),
        disputed=_first(found.disputed, most),
        contested=_first([one.claim for one in found.contested], most),
        rivals=_first([RivalsTold.model_validate(one) for one in found.rivals], most),
        unexamined_contexts=_first(
            [_unexamined(one, most) for one in found.unexamined_contexts], most
        ),
        stale_confidence=_first(found.stale_confidence, most),
        claims={},
    )
    named = _told(answer)
    outside = _outside(named - supports.keys(), question, repository)
    told = standings(named, supports={**supports, **outside}, repository=repository)
    return answer.model_copy(update={"claims": told})


def _gaps_of(overview: Overview, question: GapsQuestion, repository: Repository) -> GapsAnswer:
    most = question.limit
    rivals, pairs = overview.rivals(most=most)
    total, contexts = overview.unexamined(most=most)
    with_status = partial(overview.with_status, most=most)
    answer = GapsAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        without_evidence=_some(with_status(SupportStatus.NO_EVIDENCE)),
        searched_none_found=_some(with_status(SupportStatus.SEARCHED_NONE_FOUND)),
        theorised_only=_some(with_status(SupportStatus.THEORISED_ONLY)),
        inconclusive=_some(with_status(SupportStatus.INCONCLUSIVE)),
        resting_on_one_study=_some(overview.resting_on_one_study(most=most)),
        disputed=_some(with_status(SupportStatus.DISPUTED)),
        contested=_some(with_status(SupportStatus.CONTESTED)),
        rivals=Some(total=rivals, items=tuple(map(RivalsTold.model_validate, pairs))),
        unexamined_contexts=Some(
            total=total,
            items=tuple(
                UnexaminedTold(
                    context=context.concept,
                    is_absent=context.is_absent,
                    configurations=claims.iris,
                    total_configurations=claims.total,
                )
                for context, claims in contexts.items()
            ),
        ),
        stale_confidence=_some(overview.stale(most=most)),
        claims={},
    )
    told = overview_standings(overview, _told(answer), repository=repository)
    return answer.model_copy(update={"claims": told})


def _unexamined(found: UnexaminedContext, most: int) -> UnexaminedTold:
    return UnexaminedTold(
        context=found.context,
        is_absent=found.is_absent,
        configurations=found.configurations[:most],
        total_configurations=len(found.configurations),
    )


def _some(found: Found) -> Some[IRI]:
    return Some(total=found.total, items=found.iris)


def overview_standings(
    overview: Overview, claims: Iterable[IRI], *, repository: Repository
) -> dict[str, Standing]:
    """Return how some claims stand, by IRI in order; what is no claim is left out."""
    known = overview.standings(claims)
    labels = repository.snapshot.catalogue.labels(known)
    return {
        str(claim): Standing.model_validate(
            {
                **told,
                "label": labels.get(URIRef(claim), str(claim)),
                "kind": repository.kind_of(URIRef(claim)),
            }
        )
        for claim, told in known.items()
    }


def _outside(
    claims: Iterable[IRI], question: GapsQuestion, repository: Repository
) -> dict[IRI, Support]:
    """Return the support of claims outside the selection, such as a rival in another theory."""
    there = repository.snapshot.catalogue.told(Configuration.kind_name, sorted(claims))
    found = supports_of(repository, list(there), filters=question.as_filters(repository))
    return {one.claim.id: one.support for one in found}


def ask_contested(
    question: GapsQuestion, *, repository: Repository, shelves: Shelves
) -> ContestedAnswer:
    """List the claims with independent studies on both sides, in order of IRI.

    Raises:
        NotFound: a theory, review or study is not in the dataset.
        TooManyClaims: the dataset is large, and what is asked narrows it too little.
        NotYetWorkedOut: what the claims of a large dataset come to is being made.
    """
    selection, filters = question.selection(repository), question.as_filters(repository)
    overview = shelves.overview(repository, selection, filters)
    if overview is not None:
        return _contested_of(overview, question, repository)
    holdings = shelves.holdings(repository, selection)
    supports = shelves.supports(repository, filters, selection)
    contested = [
        iri
        for iri in sorted(_claims(selection, holdings))
        if supports[iri].status is SupportStatus.CONTESTED
    ]
    told = contested[: question.limit]
    labels = standings(told, supports=supports, repository=repository)
    items = tuple(_contested(supports[iri], labels[str(iri)]) for iri in told)
    return _contested_answer(question, len(contested), items, repository)


def _contested_of(
    overview: Overview, question: GapsQuestion, repository: Repository
) -> ContestedAnswer:
    found = overview.with_status(SupportStatus.CONTESTED, most=question.limit)
    sides = overview.sides(found.iris)
    known = overview_standings(overview, found.iris, repository=repository)
    items = tuple(
        ContestedTold.model_validate({"claim": iri, **dict(known[str(iri)]), **sides[iri]})
        for iri in found.iris
    )
    return _contested_answer(question, found.total, items, repository)


def _contested_answer(
    question: GapsQuestion, total: int, items: tuple[ContestedTold, ...], repository: Repository
) -> ContestedAnswer:
    return ContestedAnswer(
        dataset=dataset_of(repository),
        method=METHOD,
        query=question.echo(),
        total=total,
        is_truncated=total > len(items),
        items=items,
    )


def _claims(selection: Selection, holdings: Holdings) -> Mapping[IRI, Claim]:
    members = members_of(holdings, selection)
    return {
        iri: claim for iri, claim in holdings.claims.items() if selection.admits(claim, members)
    }


def _find(
    claims: Mapping[IRI, Claim],
    supports: Mapping[IRI, Support],
    holdings: Holdings,
    repository: Repository,
) -> Gaps:
    chosen = {iri: supports[iri] for iri in claims}
    return find_gaps(
        [claim for claim in claims.values() if isinstance(claim, Configuration)],
        support=chosen,
        claims=claims,
        concepts=holdings.concepts,
        examined=_examined(chosen.values()),
        splits={
            iri: tuple(context for split in one.context_split for context in split.supporting)
            for iri, one in chosen.items()
        },
        stale=_stale(claims, holdings, repository),
    )


def _examined(supports: Iterable[Support]) -> Iterator[IRI]:
    for support in supports:
        for line in support.lines:
            yield from line.line.examined_in
            if line.study is not None:
                yield from line.study.examined_in


def _stale(
    claims: Mapping[IRI, Claim], holdings: Holdings, repository: Repository
) -> Iterator[IRI]:
    version = repository.snapshot.version.digest
    for confidence in holdings.confidences:
        claim = claims.get(confidence.claim)
        if claim is None:
            continue
        evidence = holdings.evidence_on(claim)
        fresh = check_freshness(confidence, evidence=evidence, dataset_version=version)
        if fresh.currency is Currency.STALE:
            yield claim.id


def _first(entries: Sequence[PartT], most: int) -> Some[PartT]:
    return Some(total=len(entries), items=tuple(entries[:most]))


def _told(answer: GapsAnswer) -> set[IRI]:
    lists: list[Some[IRI]] = [getattr(answer, name) for name in CLAIM_LISTS]
    rivals = {claim for pair in answer.rivals.items for claim in (pair.first, pair.second)}
    contexts = {
        claim for context in answer.unexamined_contexts.items for claim in context.configurations
    }
    return {claim for some in lists for claim in some.items} | rivals | contexts


def _contested(support: Support, standing: Standing) -> ContestedTold:
    return ContestedTold(
        claim=support.claim,
        kind=standing.kind,
        label=standing.label,
        tally=tally_of(support.tally),
        supporting=tuple(line.line.id for line in support.in_direction(Direction.SUPPORTS)),
        disputing=tuple(line.line.id for line in support.in_direction(Direction.DISPUTES)),
        context_split=tuple(map(SplitTold.model_validate, support.context_split)),
    )
