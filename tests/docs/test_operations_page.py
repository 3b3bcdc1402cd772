import re
from pathlib import Path

from cmo_graph_api.access_log import as_line
from cmo_graph_api.metrics import OUTCOMES, Dataset, Metrics, Readers, outcome_of
from cmo_graph_api.observing import Noted
from cmo_graph_api.settings import Settings

from tests.cmo_graph_api.watching import exchange

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
CHECKS = (ROOT / "cmo_graph" / "store" / "checking.py").read_text(encoding="utf-8")


def words(text: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, text))


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_page_has_every_field_of_the_access_log() -> None:
    notes = Noted("1", reason="busy", text_hash="0f")
    line = as_line(exchange(is_aborted=True, notes=notes))
    fields = words(line, r'"(\w+)": ') | {"version"}
    told = {
        name
        for row in re.findall(r"^\| (`.*?) \|", section("The access log"), re.MULTILINE)
        for name in words(row, r"`(\w+)`")
    }

    assert told == fields


def test_page_has_every_metric() -> None:
    metrics = Metrics()
    metrics.watch(
        readers=lambda: Readers(busy=0, idle=2, replaced=0),
        dataset=lambda: Dataset(number=1, published=0.0, graphs=1, quads=1, size=1),
    )
    metrics.count(exchange(is_aborted=True, notes=Noted("1", text_hash="0f")))
    names = words(metrics.text().decode(), r"# TYPE (cmo_\w+) ")

    assert words(section("Metrics"), r"`(cmo_\w+)`") == names


def test_page_has_every_outcome_of_a_query() -> None:
    ends = {outcome_of(exchange(is_aborted=aborted)) for aborted in (True, False)}
    [row] = re.findall(r"^\| `cmo_queries_total` .*$", PAGE, re.MULTILINE)

    assert words(row, r"`(\w+)`") - {"cmo_queries_total", "outcome"} == (
        set(OUTCOMES.values()) | ends | {"refused"}
    )


def test_page_has_every_finding_of_a_check() -> None:
    codes = words(CHECKS, r'Finding\(\s*"([a-z-]+)"')
    told = {
        code
        for row in re.findall(r"^\| (`.*?) \|", section("Checking"), re.MULTILINE)
        for code in words(row, r"`([a-z-]+)`")
    }

    assert told == codes


def test_settings_that_the_page_names_are_settings() -> None:
    named = words(PAGE, r"CMO_([A-Z_]+)")

    assert {name.lower() for name in named} <= set(Settings.model_fields)
