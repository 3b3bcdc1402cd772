"""The command that draws: this module has `diagram`, which writes a theory as a figure."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cmo_graph.drawing import (
    Drawing,
    LaneOrder,
    PrintSize,
    Way,
    to_pdf,
    to_png,
    to_svg,
    to_things,
)
from cmo_graph.drawing.printing import LEAST_DPI, MOST_DPI, NARROWEST, USUAL_DPI, WIDEST
from cmo_graph.questions.answers import as_json
from cmo_graph.questions.diagrams import (
    DEEPEST,
    MOST_STARTS,
    DiagramQuestion,
    draw_theory,
    tell_drawing,
)
from cmo_graph.questions.shelves import Shelves
from cmo_graph_api.cli.terminal import (
    StoreOption,
    answer_json,
    complain,
    opened,
    repository_of,
)


def _svg(drawing: Drawing, *, size: PrintSize) -> bytes:  # noqa: ARG001  # it fits any size
    return to_svg(drawing, links=to_things()).encode()


#: What is written for each ending of a file's name.
_WRITERS: dict[str, Callable[..., bytes]] = {".svg": _svg, ".png": to_png, ".pdf": to_pdf}


def diagram(
    theory: Annotated[
        str, typer.Argument(metavar="THEORY", help="Key of a theory, or of a version of one.")
    ],
    store: StoreOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="A .svg, .png or .pdf. Default: SVG, shown."
        ),
    ] = None,
    focus: Annotated[
        list[str] | None, typer.Option(help="Only around this concept; repeatable.")
    ] = None,
    direction: Annotated[Way, typer.Option(help="Which way arrows are followed.")] = Way.BOTH,
    depth: Annotated[
        int | None, typer.Option(min=1, max=DEEPEST, help="Most arrows to follow.")
    ] = None,
    min_studies: Annotated[
        int, typer.Option(min=0, max=1_000, help="Fewest supporting studies of an arrow.")
    ] = 0,
    contested: Annotated[
        bool, typer.Option("--contested", help="Only arrows with studies on both sides.")
    ] = False,
    lanes: Annotated[LaneOrder, typer.Option(help="Order of the lanes.")] = LaneOrder.CONTEXT_FIRST,
    width_mm: Annotated[
        float | None,
        typer.Option(min=NARROWEST, max=WIDEST, help="Width of a PNG or PDF on paper."),
    ] = None,
    dpi: Annotated[
        int, typer.Option(min=LEAST_DPI, max=MOST_DPI, help="Dots per inch of a PNG.")
    ] = USUAL_DPI,
    json: Annotated[bool, typer.Option("--json", help="Tell where all stands, as JSON.")] = False,
) -> None:
    """Draw a theory: lanes from context to outcome, arrows as wide as the evidence on them."""
    ending = ".svg" if out is None else out.suffix.lower()
    if ending not in _WRITERS:
        raise typer.BadParameter(f"{out} does not end in {', '.join(_WRITERS)}.")
    if len(focus or ()) > MOST_STARTS:
        raise typer.BadParameter(f"--focus is given {MOST_STARTS} times at most.")
    question = DiagramQuestion(
        focus=focus or [],
        direction=direction,
        depth=depth,
        min_studies=min_studies,
        contested=contested,
        lanes=lanes,
    )
    with opened(store) as source:
        repository = repository_of(source)
        drawn = draw_theory(theory, question, repository=repository, shelves=Shelves())
        if json:
            told = tell_drawing(drawn, question, theory=theory, repository=repository)
            answer_json(as_json(told, repository=repository))
            return
    written = _WRITERS[ending](drawn.drawing, size=PrintSize(width_mm=width_mm, dpi=dpi))
    if drawn.drawing.diagram.narrowed:
        complain(drawn.drawing.diagram.narrowed)
    if out is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        out.write_bytes(written)
        typer.echo(f"Written: {out}")


commands: tuple[Callable[..., None], ...] = (diagram,)
