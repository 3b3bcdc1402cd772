"""Projects of QualCoder: this package reads the database of one; begin with `project`."""
