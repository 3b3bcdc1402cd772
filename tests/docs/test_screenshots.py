"""Pictures of pages: the page that shows them is the script's, and each of them is there."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screenshots"
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "take_screenshots.py"))


def test_gallery_is_what_the_script_writes() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == SCRIPT["gallery"]()


def test_every_page_has_its_pictures_and_no_other_is_there() -> None:
    wanted = {
        f"{name}{view.suffix}" for name in SCRIPT["PAGES"] for view in SCRIPT["views_of"](name)
    }

    assert {path.stem for path in FOLDER.glob("*.png")} == wanted
