"""What files mean by a word for a role, a step, a sign or a stance: this module knows their words.

A word that is not here stays what it is: it is kept as given, and told. No word is given a sign
that it does not have: to enable is not yet to increase.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from cmo_graph.model.codes import Direction, LinkKind, Polarity, Role

CodeT = TypeVar("CodeT")

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "_": " "})


def _words(**said: str) -> Mapping[str, str]:
    """Return the token of each word; words of one token are parted by commas."""
    return MappingProxyType(
        {word.strip(): token for token, words in said.items() for word in words.split(",")}
    )


_ROLES = _words(
    context="context,contexts,contextual factor,c,circumstance,moderator",
    intervention="intervention,interventions,programme,program,strategy,i",
    actor="actor,actors,stakeholder,a",
    resource="resource,resources,mechanism resource,mechanism: resource,mechanism (resource),"
    "m-resource,m resource,mr",
    response="response,responses,reasoning,mechanism response,mechanism: response,"
    "mechanism (response),mechanism reasoning,m-response,m response,m-reasoning,m reasoning",
    mechanism="mechanism,mechanisms,m",
    outcome="outcome,outcomes,effect,impact,result,o",
)
_KINDS = _words(
    provides="provides,provide,offers,delivers",
    triggers="triggers,trigger,activates,fires",
    leads_to="leads to,leadsto,lead to,causes,cause,results in,produces,influences,affects,drives,"
    "contributes to,increases,decreases,reduces,raises,lowers,improves,worsens,->,\u2192",
    enables="enables,enable,facilitates,allows",
    constrains="constrains,constrain,hinders,inhibits,blocks,prevents,limits",
    moderates="moderates,moderate",
    becomes_context_of="becomes context of,becomes context,becomes context for",
    embedded_in="embedded in,is part of,part of",
    rival_of="rival of,rivals",
    contradicts="contradicts,contradict",
    refines="refines,refine",
)
_SIGNS = _words(
    positive="+,++,+1,1,positive,pos,plus,increase,increases,more,same,s",
    negative="-,--,-1,negative,neg,minus,decrease,decreases,less,opposite,o",
    zero="0,zero,none,null,no effect,no change,neutral",
    mixed="+/-,+-,\u00b1,-/+,mixed,both,ambiguous,either",
)
#: Steps whose word alone says which way they go.
_SIGNED = _words(positive="increases,raises,improves", negative="decreases,reduces,lowers,worsens")
_STANCES = _words(
    supports="supports,support,for,confirms",
    disputes="disputes,dispute,against,refutes,contradicts,challenges",
    inconclusive="inconclusive,unclear,neither",
)


def _plain(word: str) -> str:
    return " ".join(word.translate(_MINUS).casefold().split())


def role_of(word: str) -> Role | None:
    """Return the role that a word names; None for a word that names none.

    Example:
        >>> role_of("Mechanism_Resource")
        <Role.RESOURCE: 'resource'>
    """
    token = _ROLES.get(_plain(word))
    return Role(token) if token else None


def kind_of(word: str) -> LinkKind | None:
    """Return what a step of this name does; None for a word that says nothing known."""
    token = _KINDS.get(_plain(word))
    return LinkKind(token) if token else None


def sign_of(word: str) -> Polarity | None:
    """Return the sign that a word for it means; None for a word that means none."""
    token = _SIGNS.get(_plain(word))
    return Polarity(token) if token else None


def sign_in(relation: str) -> Polarity | None:
    """Return the sign that the name of a step says by itself; None for most."""
    token = _SIGNED.get(_plain(relation))
    return Polarity(token) if token else None


def stance_of(word: str) -> Direction | None:
    """Return the direction that a word for a stance means; None for a word that means none."""
    token = _STANCES.get(_plain(word))
    return Direction(token) if token else None
