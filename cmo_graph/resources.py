"""The files that travel with the package: this module finds the ontology and the seed data.

In a wheel they lie under `cmo_graph/_data/`; in a checkout, at its top level.
"""

from pathlib import Path


def data_folder(name: str) -> Path:
    """Return the folder `name` ("ontology" or "seed_data"), installed or from the checkout.

    Raises:
        FileNotFoundError: neither place has it.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "_data" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"The folder {name} did not travel with the package {package}.")


def seed_review() -> Path:
    """Return the authoring directory of the embedded Signs of Safety synthesis."""
    return data_folder("seed_data") / "signs_of_safety"
