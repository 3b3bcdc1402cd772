"""HTML as tests read it: this module finds links, anchors and what a strict policy would stop."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser


class Page(HTMLParser):
    """What matters of a page: its elements, where it leads, and the text that a reader sees."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    @property
    def anchors(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [attributes["href"] for tag, attributes in self.elements if tag == "a"]

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """Address and media type of each other syntax that the head of the page names."""
        heads = [attributes for tag, attributes in self.elements if tag == "link"]
        return [(one["href"], one["type"]) for one in heads if one["rel"] == "alternate"]

    def has(self, tag: str) -> bool:
        return any(found == tag for found, _ in self.elements)

    @property
    def scripts(self) -> list[str]:
        return [attributes["src"] for tag, attributes in self.elements if tag == "script"]

    @property
    def unsafe(self) -> list[str]:
        """What a policy without `unsafe-inline` stops, or what leads to a script."""
        return [
            f"{tag} {name}={value}"
            for tag, attributes in self.elements
            for name, value in [("", ""), *attributes.items()]
            if tag in ("style", "base", "iframe", "object")
            or (tag == "script" and not _is_built(attributes))
            or name == "style"
            or name.startswith("on")
            or (name in ("href", "src", "action") and not _is_address(value))
        ]


def _is_address(value: str) -> bool:
    return value.startswith(("/", "#", "http://", "https://", "?"))


def _is_built(attributes: dict[str, str]) -> bool:
    """Say whether a script is a file of ours; it can hold nothing of its own."""
    path = re.fullmatch(r"(/[\w-]+)*/static/own/built/\w+\.js", attributes.get("src", ""))
    return attributes.get("type") == "module" and path is not None
