"""How fast it is, as ratios: this package measures the library against what it stands on.

Each module asks one question and has one function `rows`; `benchmarks.__main__` runs them and
writes `docs/benchmarks.md`. A ratio to the engine, or to another size, in the same run holds from
machine to machine; seconds do not, and are given only as of the run that made the page.
"""
