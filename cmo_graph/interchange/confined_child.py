"""The process in which files from strangers are imported: this module is its whole program.

`python -m cmo_graph.interchange.confined_child MEGABYTES SECONDS` reads a request from its standard
input and writes what the files say to its standard output, both in the form of
`cmo_graph.interchange.passing`. It gives up the network and most memory first; files can still be
opened, since Python loads codecs as it goes. The parent's side is `cmo_graph.interchange.confined`.
"""

import sys

from cmo_graph.interchange.importers import read_files
from cmo_graph.interchange.passing import read_request, write_imported
from cmo_graph.sparql.confinement import (
    cap_memory,
    cap_processor_time,
    refuse_network,
)


def main(megabytes: str, seconds: str) -> None:
    """Read standard input under these limits."""
    asked = read_request(sys.stdin.buffer)
    refuse_network()
    cap_memory(int(megabytes))
    cap_processor_time(float(seconds))
    imported = read_files(asked.kind, asked.files, context=asked.context)
    write_imported(sys.stdout.buffer, imported)


if __name__ == "__main__":
    main(*sys.argv[1:])
