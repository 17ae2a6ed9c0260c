"""No test depends on how fast the machine is: hypothesis' limit of 200 ms an example is off."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
