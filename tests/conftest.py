"""What all tests share: this module fixes the seeds of property tests, so that runs repeat."""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
