"""How reviews come in and go out as files: this package has the authoring format."""
