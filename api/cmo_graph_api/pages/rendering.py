"""From views to HTML: this module fills the templates.

Everything is escaped unless a template says otherwise, and none does. A page holds no script and no
style of its own, so that the strictest policy lets it through.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

import jinja2
from fastapi import Request

import cmo_graph
from cmo_graph.drawing.lettering import NO_LABEL, calm, is_inked
from cmo_graph.model import THINGS
from cmo_graph_api.addresses import Place, place_of
from cmo_graph_api.syntaxes import syntaxes_of

#: Longest title of a page, in characters.
LONGEST_TITLE = 120

#: Control characters, and those that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SHOWN = "\N{REPLACEMENT CHARACTER}"
#: Characters that show; nearly every text has one.
_PLAIN = re.compile("[!-~]")


def seen(text: str) -> str:
    """Return a text with a visible mark for each character that would act unseen.

    A label may be anybody's: a control character in it must not turn round what stands beside it,
    nor may marks be heaped on a letter, and what it names can be chosen though it shows nothing.
    """
    shown = calm(_UNSEEN.sub(_SHOWN, text))
    if not shown or _PLAIN.search(shown) or is_inked(shown):
        return shown
    return NO_LABEL


def as_title(text: str) -> str:
    """Return a text as the title of a page: in one line, and cut where it is too long."""
    line = " ".join(seen(text).split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _sentence(text: str) -> str:
    """Return a text that begins with a capital; unlike Jinja's own, what follows is kept."""
    return text[:1].upper() + text[1:]


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("cmo_graph_api.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"seen": seen, "as_title": as_title, "sentence": _sentence}
    return made


def render(request: Request, template: str, *, place: Place | None = None, **values: Any) -> str:
    """Return a page.

    Args:
        request: The request; links lead back to where it came to, in its dataset version.
        template: File name of the template.
        place: Where links lead from, instead of that.
        values: What the template shows.
    """
    place = place or place_of(request.scope)
    return (
        _environment()
        .get_template(template)
        .render(
            **values,
            link=place.link,
            asked_version=place.version,
            syntaxes=syntaxes_of(request),
            here=request.scope["path"][1:].partition("/")[0],
            software=f"cmo-graph {cmo_graph.__version__}",
        )
    )


def problem_page(request: Request, problem: Mapping[str, Any]) -> str:
    """Return the page that tells a problem."""
    found = _nearest(request, problem)
    place = place_of(request.scope)
    if (
        "kept" in problem
    ):  # the version that was asked for is gone, and with it all that is under it
        place = replace(place, version=None)
    return render(request, "problem.html", place=place, problem=problem, nearest=found)


def _nearest(request: Request, problem: Mapping[str, Any]) -> Sequence[tuple[str, str, str]]:
    """Return what a problem says was perhaps meant: its key, its page, and the same question of it.

    The question is empty where it was not a parameter of a page that asks one.
    """
    kind, keys = problem.get("kind"), problem.get("nearest")
    if kind not in THINGS or not isinstance(keys, list):
        return ()
    parameter, path = problem.get("parameter"), request.scope["path"]
    given = request.query_params.multi_items()
    kept = [(name, value) for name, value in given if name != parameter]
    return [
        (
            key,
            f"/{kind}/{key}",
            f"{path}?{urlencode([*kept, (parameter, key)])}" if parameter else "",
        )
        for key in keys
    ]
