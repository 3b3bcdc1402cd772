"""Codes below codes, by reference: this module puts them in order and finds those in a circle.

A database can say that two codes stand below each other, which no program shows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cmo_graph.interchange.notes import Notes
from cmo_graph.interchange.qda.coded import Code


def in_tree_order(codes: Iterable[Code], notes: Notes) -> tuple[Code, ...]:
    """Return codes with those above before those below, otherwise in their order.

    A code below one that there is not becomes one at the top, which is noted. Codes in a circle are
    noted as an error, and left out.
    """
    held = {code.key: code for code in codes}
    known = {own: _below_known(code, held, notes) for own, code in held.items()}
    ordered: dict[str, Code] = {}
    for code in known.values():
        path: list[Code] = []
        on_path: set[str] = set()
        while code.key not in ordered and code.key not in on_path:
            path.append(code)
            on_path.add(code.key)
            if not code.above:
                break
            code = known[code.above]
        if code.key in on_path and code.above:
            _note_circle(code, notes)
            return tuple(ordered.values())
        ordered.update((one.key, one) for one in reversed(path))
    return tuple(ordered.values())


def _below_known(code: Code, held: Mapping[str, Code], notes: Notes) -> Code:
    if not code.above or code.above in held:
        return code
    notes.add(
        "qda-reference-unknown",
        f"The code {code.name!r} stands below {code.above}, which is not in the project; it is read"
        " as one at the top.",
        code.place,
        value=code.name,
        hint="Put it where it belongs in the program.",
    )
    return replace(code, above="")


def _note_circle(code: Code, notes: Notes) -> None:
    notes.add(
        "qda-codes-cyclic",
        f"The code {code.name!r} stands below itself.",
        code.place,
        value=code.name,
        hint="Move it to the top in the program, and copy the project again.",
    )
