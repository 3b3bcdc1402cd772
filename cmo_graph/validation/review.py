"""Rules across a whole review: this module finds what no single record can show.

The rules stand in `rules`, by what they look at; which are applied, and in what order, stands here.
Everything is pure: things in, flaws out. The rules are ours; each has its code and what it means in
`docs/authoring.md`.
"""

from collections.abc import Callable, Iterable, Iterator

from cmo_graph.model import Thing
from cmo_graph.validation.flaws import Flaw, Things
from cmo_graph.validation.rules import evidence, open_ends, relations, versions

Rule = Callable[[Things], Iterator[Flaw]]


def check_review(things: Iterable[Thing], *, is_whole: bool = True) -> tuple[Flaw, ...]:
    """Apply every rule to a review's things.

    Args:
        things: The things; references among them have been checked (`check_names`).
        is_whole: Whether these are all things of the review. Where some could not be read, the
            rules that conclude from something's absence are left out.
    """
    held = Things.among(things)
    rules = (*RULES, *RULES_OF_A_WHOLE) if is_whole else RULES
    return tuple(flaw for rule in rules for flaw in rule(held))


#: Rules that hold of any part of a review.
RULES: tuple[Rule, ...] = (
    relations.find_cycles,
    relations.find_relations_to_oneself,
    relations.find_opposites_above,
    relations.find_included_twins,
    evidence.find_lines_on_implied_links,
    evidence.find_unfit_lines,
    evidence.find_unfit_passages,
    versions.find_taken_numbers,
    open_ends.find_statements_without_passage,
    open_ends.find_partial_configurations,
    relations.find_repeated_labels,
)
#: Rules that conclude from something's absence, and so need all of a review.
RULES_OF_A_WHOLE: tuple[Rule, ...] = (
    evidence.find_lines_read_elsewhere,
    versions.find_broken_revisions,
    open_ends.find_contexts_without_dimension,
    open_ends.find_unused_things,
    open_ends.find_idle_studies,
)
