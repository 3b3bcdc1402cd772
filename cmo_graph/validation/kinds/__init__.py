"""Every kind of problem, group by group: this package has a module for what each group is about.

A code is declared once: what it means, whether it stops a load, how it is mended, and what its
message looks like. `docs/problem-codes.md` and the pages of a running server show just that.
"""
