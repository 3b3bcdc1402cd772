"""Tables of any shape: this package reads them as configurations, through a mapping.

`table` has tables out of CSV, workbooks and Word documents; `mapping` what their columns are,
`mapping_files` the file that says so, `guessing` a proposal for it; `rows` what merged cells,
headings and empty cells mean; `reading` makes a draft of it all. `words.yaml` has the words that
are known, `ready/` mappings for the shapes in which tables are published.
"""
