"""Answers for people at a terminal: this module words support, pathways, scenarios and gaps.

It is given answers as JSON values, as /v1 gives them, and prints sentences and small tables. Words
of the data are never read as markup.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cmo_graph.iri import key_of

Told = Mapping[str, Any]
#: Words an answer onto a console.
Tell = Callable[[Console, Told], None]

#: What each list of gaps is called.
_GAPS = {
    "without_evidence": "Nobody is on record as having looked",
    "searched_none_found": "Looked for, and none found",
    "theorised_only": "Theory or stakeholders' accounts only",
    "inconclusive": "Studies looked and could not tell",
    "resting_on_one_study": "Resting on one independent study",
    "disputed": "Disputed, and supported by none",
    "contested": "Contested",
    "stale_confidence": "Confidence that evidence has overtaken",
}

_OUTCOMES = {
    "paths_found": "",
    "no_path": "Nothing leads from one to the other.",
    "no_path_within_limit": "No pathway is as short as was asked for.",
    "no_path_with_conditions": "No pathway passes all that was asked for with the sign asked for.",
    "same_node": "Start and end are the same concept.",
    "time_budget_exceeded": "The time ran out; there may be more and better ones.",
    "none": "There are no such circumstances: the theory cannot bring it about.",
    "none_before_limit": "The search stopped before it found any; there may be some.",
    "truncated": "The search stopped before it had looked everywhere; there may be more.",
}


def show(tell: Tell, told: Told) -> None:
    """Print an answer in words; what fills a line up to the terminal's width is left out."""
    console = Console(highlight=False)
    with console.capture() as written:
        tell(console, told)
    typer.echo("\n".join(line.rstrip() for line in written.get().strip().splitlines()))


def tell_support(console: Console, told: Told) -> None:
    """Print what supports a claim and what speaks against it."""
    labels = told["labels"]
    _title(console, f"{told['label']} ({_key(told['claim'])})")
    console.print(f"{_words(told['status'])}, so: {told['answer']}. {_counts(told['tally'])}")
    table = _table("bears on it", "study", "basis", "finding", "remarks")
    for direction, lines in told["lines"].items():
        for line in lines:
            finding = _words(line.get("finding", ""))
            study = _named(line["study"], labels)
            table.add_row(direction, study, _words(line["basis"]), finding, _remarks(line))
    if table.row_count:
        console.print(table)
    for remark in _support_remarks(told):
        console.print(remark)
    if "opinion" in told:
        _tell_opinion(console, told["opinion"])


def _support_remarks(told: Told) -> Iterable[str]:
    for undercut in told["undercuts"]:
        yield f"Undercut: {_text(undercut['reason'])}"
    for search in told["searches"]:
        yield f"Searched ({_text(search['searched_where'])}): {_words(search['result'])}."
    for nuance in told["nuances"]:
        yield f"Turns on: {_named(nuance['turns_on'], told['labels'])}."
    for split in told["context_split"]:
        yield f"The two sides never met in {_words(split['dimension'])}."
    for line in told["left_out"]:
        yield f"Left out: {_key(line['line'])} ({_words(line['reason'])})."
    for warning in told["warnings"]:
        yield f"Warning: {escape(warning['message'])}"


def _tell_opinion(console: Console, opinion: Told) -> None:
    low, high = opinion["interval"]
    console.print(
        f"Opinion: belief {opinion['belief']:.2f}, disbelief {opinion['disbelief']:.2f},"
        f" uncertainty {opinion['uncertainty']:.2f}; from {low:.2f} to {high:.2f}."
        f" It is of these studies, not the chance that the claim holds."
    )


def tell_pathways(console: Console, told: Told) -> None:
    """Print each pathway: its sentence, its steps, and what it is worth."""
    shortest = told.get("shortest_possible_steps")
    if told["outcome"] != "paths_found":
        console.print(_OUTCOMES.get(told["outcome"], _words(told["outcome"])))
        if shortest is not None:
            steps = "1 step" if shortest == 1 else f"{shortest} steps"
            console.print(f"The shortest chain there is has {steps}.")
    if told["paths"]:
        console.print(f"{len(told['paths'])} of {told['total']} pathways, best first.")
    for number, path in enumerate(told["paths"], start=1):
        _title(console, f"{number}. {path['sentence']}")
        console.print(_steps(path, told))
        for remark in _on_configurations(path, told):
            console.print(remark)
        for remark in _path_remarks(path, told["labels"]):
            console.print(remark)
    for direct in told["direct_evidence"]:
        standing = f"{_words(direct['status'])}, sign {direct['sign']}"
        console.print(f"Direct evidence on the two ends: {_key(direct['step'])} ({standing}).")


def _steps(path: Told, told: Told) -> Table:
    table = _table("step", "status", "studies", "link")
    for iri in path["steps"]:
        step = told["steps"][iri]
        words = f"{_node(step['from_concept'], told)} → {_node(step['to_concept'], told)}"
        counts = _sides(step["tally"]) if "tally" in step else "implied"
        table.add_row(words, _words(step["status"]), counts, _key(iri))
    return table


def _on_configurations(path: Told, told: Told) -> Iterable[str]:
    """Say of each step where evidence stands otherwise on a configuration as a whole."""
    for place, iri in enumerate(path["steps"], start=1):
        step = told["steps"][iri]
        for whole in step["on_configurations"]:
            if whole["status"] != step["status"]:
                yield f"Step {place}: {escape(whole['sentence'])}"


def _node(iri: str, told: Told) -> str:
    return escape(told["nodes"][iri]["label"])


def _path_remarks(path: Told, labels: Told) -> Iterable[str]:
    weakest, threads = path["weakest"], path["threads"]
    places = ", ".join(str(step + 1) for step in weakest["steps"])
    yield f"Weakest: {_words(weakest['strength'])} (step {places})."
    yield (
        f"Told by single studies: {_words(threads['grade'])}, {threads['length']} of"
        f" {len(path['steps'])} steps in a row. Contexts: {path['context']['transitivity']}."
        f" Direct evidence: {_words(path['direct_evidence'])}."
    )
    if path["undercut_steps"]:
        yield f"Undercut: step {', '.join(str(step + 1) for step in path['undercut_steps'])}."
    if path["critical_studies"]:
        studies = "; ".join(_named(study, labels) for study in path["critical_studies"])
        yield f"It hangs on: {studies}."


def tell_scenario(console: Console, told: Told) -> None:
    """Print what a scenario changes, what fires, and what holds, with reasons."""
    labels = told["labels"]
    console.print(escape(told["sentence"]))
    if told["changes"]:
        _title(
            console,
            "What the last switch changes"
            if "switched" in told["query"]
            else "What these switches change, against the opposite",
        )
        _tell_changes(console, told["changes"], labels)
    _title(console, f"Configurations: {_totals(told['configuration_totals'])}")
    for firing in told["configurations"]:
        console.print(f"- {_named(firing['claim'], labels)}: {escape(firing['reason'])}")
    _title(console, f"Concepts: {_totals(told['concept_totals'])}")
    for concept in told["concepts"]:
        console.print(f"- {concept['truth']}: {escape(concept['reason'])}")
    for conflict in told["conflicts"]:
        console.print(f"Pushed both ways: {_named(conflict['concept'], labels)}.")
    for override in told["overrides"]:
        name = _named(override["concept"], labels)
        console.print(f"The scenario overrides the theory on {name}.")
    if told["is_truncated"]:
        console.print("There is more than is told here; --json and /v1/scenarios take a limit.")


def _tell_changes(console: Console, changes: Sequence[Told], labels: Told) -> None:
    table = _table("", "from", "to", "because")
    for change in changes:
        name = _named(change["subject"], labels)
        table.add_row(name, change["before"], change["after"], escape(change["reason"]))
    console.print(table)


def _totals(totals: Told) -> str:
    return f"{totals['yes']} yes, {totals['no']} no, {totals['unknown']} unknown"


def tell_circumstances(console: Console, told: Told) -> None:
    """Print each set of circumstances, what is in all of them, and how the claims stand."""
    labels = told["labels"]
    if told["outcome"] != "found":
        console.print(_OUTCOMES[told["outcome"]])
    if "other_change" in told:
        other = told["other_change"]
        console.print(f"It can be {other} though: ask again with --change {other}.")
    for number, one in enumerate(told["sets"], start=1):
        _title(console, f"{number}. {one['sentence']}")
        for claim in one["claims"]:
            standing = told["claims"][claim]
            console.print(f"   through {escape(standing['label'])} ({_key(claim)})")
            console.print(f"   evidence: {_words(standing['status'])}; {_sides(standing['tally'])}")
    if told["critical"]:
        names = "; ".join(f"{_named(iri, labels)} ({_key(iri)})" for iri in told["critical"])
        reach = "every set there can be" if told["critical_is_exact"] else "every set found"
        console.print(f"Critical, because they are in {reach}: {names}.")
    if told["critical_absent"]:
        names = "; ".join(_named(iri, labels) for iri in told["critical_absent"])
        console.print(f"Must be absent in every set: {names}.")


def tell_gaps(console: Console, told: Told) -> None:
    """Print each list of gaps, with how its claims stand."""
    labels = told["labels"]
    for name, title in _GAPS.items():
        entries = told[name]
        if entries["total"]:
            _title(console, f"{title}: {entries['total']}")
            for claim in entries["items"]:
                console.print(f"- {escape(told['claims'][claim]['label'])} ({_key(claim)})")
            _tell_rest(console, entries)
    if told["rivals"]["total"]:
        _title(console, f"Rival explanations: {told['rivals']['total']}")
        for pair in told["rivals"]["items"]:
            said = "declared" if pair["is_declared"] else "same context and outcome"
            names = f"{_named(pair['first'], labels)} | {_named(pair['second'], labels)}"
            console.print(f"- {names} ({said})")
    contexts = told["unexamined_contexts"]
    if contexts["total"]:
        _title(console, f"Contexts nobody examined: {contexts['total']}")
        for one in contexts["items"]:
            sign = "not: " if one["is_absent"] else ""
            console.print(f"- {sign}{_named(one['context'], labels)}")
        _tell_rest(console, contexts)


def _tell_rest(console: Console, entries: Told) -> None:
    rest = entries["total"] - len(entries["items"])
    if rest:
        console.print(f"  and {rest} more; --limit takes a number.")


def _title(console: Console, text: str) -> None:
    console.print()
    console.print(f"[bold]{escape(text)}[/bold]")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE, header_style="bold", padding=(0, 1, 0, 0))
    for column in columns:
        # A key that is cut off cannot be asked about.
        table.add_column(column, overflow="fold")
    return table


def _counts(tally: Told) -> str:
    studies = tally["independent_studies"]
    return (
        f"Independent studies: {studies['for']} for, {studies['against']} against,"
        f" {studies['inconclusive']} inconclusive, {studies['nuancing']} nuancing,"
        f" {studies['theorising_only']} with accounts or theory only. {tally['reports']} reports,"
        f" {tally['passages']} passages. {tally['second_hand']} read second-hand,"
        f" {tally['undercut']} undercut, {tally['developer_involved']} with the developers."
    )


def _sides(tally: Told) -> str:
    """Return the independent studies on each side, in a few words."""
    studies = tally["independent_studies"]
    words = {
        "for": "for",
        "against": "against",
        "inconclusive": "inconclusive",
        "nuancing": "nuancing",
        "theorising_only": "with theory or accounts only",
    }
    told = [f"{studies[name]} {word}" for name, word in words.items() if studies[name]]
    return ", ".join(told) or "none"


def _remarks(line: Told) -> str:
    flags = ("second_hand", "undercut", "developer_involved")
    return ", ".join(_words(flag) for flag in flags if line[flag])


def _named(iri: str, labels: Told) -> str:
    return escape(str(labels.get(iri, key_of(iri))))


def _key(iri: str) -> str:
    """Return the short name of a thing, with the part after # that an implied link has."""
    return escape(iri.rsplit("/id/", 1)[-1].split("/", 1)[-1])


def _text(text: Told) -> str:
    return escape(str(text.get("en") or next(iter(text.values()), "")))


def _words(token: str) -> str:
    return token.replace("_", " ")
