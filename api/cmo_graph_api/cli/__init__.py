"""The command line `cmo-graph`: this package has one module for each group of commands.

Exit codes: 0 done, 1 a problem was found, 2 the command was not understood.
"""

from cmo_graph_api.cli.program import main

__all__ = ["main"]
