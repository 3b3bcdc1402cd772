"""Evidence as an interval: this module has the optional opinion (b, d, u) on a claim.

It is a way of drawing evidence for, evidence against and what is not known in one picture. It says
how far *this collection of studies* supports a claim; it is not the chance that the claim is true.
It is never the answer by itself, and pathways never multiply it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from cmo_graph.errors import InvalidParameter
from cmo_graph.iri import IRI
from cmo_graph.model.codes import AppraisalDimension, Direction, Level
from cmo_graph.support.appraisal import RANKS, level_of
from cmo_graph.support.counting import CountedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionMethod:
    """The parameters of an opinion; all of them are told with it.

    Raises:
        InvalidParameter: a weight or the base rate is not a share from 0 to 1, or the prior weight
            is not above 0.
    """

    #: Weight of a line whose lower judgement of relevance and rigour is none, low, moderate, high.
    #: The table is ours.
    weights: tuple[float, float, float, float] = (0.0, 1 / 3, 2 / 3, 1.0)
    #: Weight that stands for a judgement nobody made; as for low, so that silence is not worth more
    #: than the least that a person vouched for. Ours; 1 makes an opinion of unjudged lines a count.
    unjudged_weight: float = 1 / 3
    #: Jøsang's W: how many whole studies the absence of evidence is worth.
    prior_weight: float = 2.0
    #: Jøsang's a: the share of what is not known that an expectation counts as belief.
    base_rate: float = 0.5

    def __post_init__(self) -> None:
        shares = (*self.weights, self.unjudged_weight, self.base_rate)
        outside = [share for share in shares if not 0 <= share <= 1]
        if outside:
            raise InvalidParameter("opinion", str(outside[0]), "shares from 0 to 1")
        if not self.prior_weight > 0:
            raise InvalidParameter("prior_weight", str(self.prior_weight), "a number above 0")

    def as_json(self) -> dict[str, object]:
        """Return the name of the method and every parameter."""
        return {
            "name": "beta_mapping_over_independent_studies",
            "weights": {level.value: self.weights[RANKS[level]] for level in Level},
            "unjudged_weight": self.unjudged_weight,
            "prior_weight": self.prior_weight,
            "base_rate": self.base_rate,
        }


@dataclass(frozen=True, slots=True)
class Opinion:
    """Belief, disbelief and uncertainty: shares from 0 to 1 that add up to 1."""

    belief: float
    disbelief: float
    uncertainty: float
    method: OpinionMethod

    @property
    def interval(self) -> tuple[float, float]:
        """From what the evidence shows for the claim to what it leaves open: [b, 1 - d]."""
        return self.belief, 1 - self.disbelief

    @property
    def expectation(self) -> float:
        """Jøsang's projected probability b + a·u; given only to those who ask for it."""
        return self.belief + self.method.base_rate * self.uncertainty

    def as_json(self) -> dict[str, object]:
        """Return the three shares, the interval, and the method with its parameters."""
        return {
            "belief": self.belief,
            "disbelief": self.disbelief,
            "uncertainty": self.uncertainty,
            "interval": list(self.interval),
            "method": self.method.as_json(),
        }


def form_opinion(lines: Iterable[CountedLine], *, method: OpinionMethod) -> Opinion:
    """Map the empirical lines for and against one claim to an opinion.

    Each independent study gives at most one unit of evidence. With a and c the greatest weights
    among its supporting and its disputing lines, and m the greater of the two, it gives m·a/(a+c)
    for and m·c/(a+c) against. With r and s the sums over all independent studies,
    b = r/(r+s+W), d = s/(r+s+W), u = W/(r+s+W). Inconclusive and nuancing lines, accounts and
    theory add nothing: they leave u as it is. Without lines the opinion is (0, 0, 1).

    What follows: a duplicate or a dependent report adds nothing; the order does not matter;
    swapping support and dispute swaps b and d; a further independent supporting study of weight
    above 0 raises b and lowers u.

    Args:
        lines: The lines that count, in any order; see `count_lines`.
        method: The parameters.

    Source: the mapping from evidence to opinion is Jøsang 2016, Subjective Logic. The weights, the
    greatest weight in a cluster and the one unit for each are ours.
    """
    for_weights: dict[IRI, float] = {}
    against_weights: dict[IRI, float] = {}
    for line in lines:
        if line.is_empirical(Direction.SUPPORTS):
            _raise(for_weights, line, method)
        elif line.is_empirical(Direction.DISPUTES):
            _raise(against_weights, line, method)
    # fsum is exact before it rounds, so the order of the studies cannot be seen in the result.
    r = fsum(_unit(for_weights[k], against_weights.get(k, 0.0)) for k in for_weights)
    s = fsum(_unit(against_weights[k], for_weights.get(k, 0.0)) for k in against_weights)
    whole = fsum((r, s, method.prior_weight))
    return Opinion(r / whole, s / whole, method.prior_weight / whole, method)


def _raise(weights: dict[IRI, float], line: CountedLine, method: OpinionMethod) -> None:
    weights[line.cluster] = max(weights.get(line.cluster, 0.0), weigh(line, method=method))


def _unit(own: float, other: float) -> float:
    return max(own, other) * own / (own + other) if own else 0.0


def weigh(line: CountedLine, *, method: OpinionMethod) -> float:
    """Return the weight of a line, a share from 0 to 1: its lower judgement decides.

    Relevance and rigour are looked at; richness is about explaining, not about bearing. Ours.
    """
    return min(
        _weight(level_of(line.line, study=line.study, dimension=dimension), method)
        for dimension in (AppraisalDimension.RELEVANCE, AppraisalDimension.RIGOUR)
    )


def _weight(level: Level | None, method: OpinionMethod) -> float:
    return method.unjudged_weight if level is None else method.weights[RANKS[level]]
