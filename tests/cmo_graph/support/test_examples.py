"""The examples in the docstrings of support run."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import cmo_graph.support

MODULES = sorted(
    f"cmo_graph.support.{module.name}"
    for module in pkgutil.iter_modules(cmo_graph.support.__path__)
)


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples_run(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0
