"""Every error can be taken from the package, whichever of its modules has it."""

from importlib import import_module
from pkgutil import iter_modules

from cmo_graph import errors


def test_package_gives_every_error_of_its_modules() -> None:
    modules = [
        import_module(f"cmo_graph.errors.{one.name}") for one in iter_modules(errors.__path__)
    ]
    found = {
        name
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, errors.CmoGraphError)
    }

    assert set(errors.__all__) == found
