import re
import shlex
from pathlib import Path

import pytest
from cmo_graph_api.cli import main

ROOT = Path(__file__).resolve().parents[2]
#: Stands in a page for lines that are left out.
GAP = "…"


def sessions(page: Path) -> list[tuple[str, list[str]]]:
    """Return the commands of a page's console blocks, each with the lines it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            else:
                found[-1][1].append(line)
    return found


def is_like(printed: list[str], said: list[str]) -> bool:
    """Say whether the lines are those said, a gap standing for any number of lines."""
    pattern = "".join("(?:.*\n)*?" if line == GAP else re.escape(line) + "\n" for line in said)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


@pytest.mark.parametrize(
    "page", ["README.md", *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))]
)
def test_commands_of_a_page_print_what_it_says(
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    told = sessions(ROOT / page)
    if not told:
        pytest.skip("the page shows no command with its output")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("CMO_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("CMO_TEXTS", raising=False)
    for command, said in [("cmo-graph load seed_data/signs_of_safety", [GAP]), *told]:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(command)[1:])
        printed = capfd.readouterr().out.splitlines()

        assert (ended.value.code or 0) == 0, command
        assert is_like(printed, said), (command, printed)
