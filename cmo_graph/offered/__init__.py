"""RDF that strangers offer: this package reads it where it can do no harm.

`safety` says what must not be parsed and what must not be kept, `child` is the process that parses,
`reading` starts that process and ends it.
"""
