"""The version, said once: the three packages and the distribution read it here."""

VERSION = "0.2.0"
