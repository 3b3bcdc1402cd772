"""Rules across a review, by what they look at: this package has a function for each.

A rule takes all things of a review and yields flaws. `cmo_graph.validation.review` has the table.
"""
