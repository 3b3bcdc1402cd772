"""The seed with hostile words: this module puts an awkward text in the place of each of its texts.

So every kind of thing, page and syntax meets them, joined to each other as in a real review.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from rdflib import Literal

from cmo_graph.interchange.loading import load_seed
from cmo_graph.mapping import Triple
from cmo_graph.store.protocol import Store

#: Texts that break what is careless with them.
LABELS = {
    "markup": "<script>document.title='ran'</script></title></style></svg>"
    "<img src=x onerror=alert(1)>",
    "attribute": "\" onfocus=\"document.title='ran'\" x='",
    "address": "javascript:document.title='ran'",
    "template": "{{ 7*7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "spreadsheet": '=HYPERLINK("http://example.org","all is well")',
    "bidi": "safe \u202egnp.exe\u202c \u2066 never closed",
    "unbroken": "W" * 2000,
    "long": "immeasurably " * 160,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 " * 20 + "☠️",
    "empty-looking": "\u200b\u2060\u3164 \u00a0\ufeff",
    "stacked": "Z" + "\u0301" * 400 + "algo",
    "east": "家族と社会福祉士が信頼し合うことによって子どもの安全が守られる" * 4,
    "right-to-left": "الأسر تثق في الأخصائي الاجتماعي عندما يستمع إليهم بصبر واحترام",
    "brackets": "]] --> n0; end\n```\n| a | b |",
}


def load_hostile_seed(store: Store) -> None:
    """Load the seed into an empty store, with each of its texts changed."""
    load_seed(store)
    graph = store.base.graph("sos")
    triples = sorted(
        store.current().as_rdflib().graph(graph), key=lambda triple: [str(part) for part in triple]
    )
    with store.writing() as draft:
        draft.replace_graph(graph, list(_changed(triples)))


def _changed(triples: Iterable[tuple[Any, Any, Any]]) -> Iterator[Triple]:
    labels, turn = tuple(LABELS.values()), count()
    for subject, prop, value in triples:
        if isinstance(value, Literal) and value.language:
            label = labels[next(turn) % len(labels)]
            yield subject, prop, Literal(label, lang=value.language)
        else:
            yield subject, prop, value
