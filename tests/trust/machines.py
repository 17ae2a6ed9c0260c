"""All machines by name, and when one counts as passed."""

from __future__ import annotations

from collections.abc import Callable

from beside_others import try_beside_others
from damaged_files import try_damaged_files
from engine_states import try_engine_states
from hostile_arguments import MOST_BARE, try_hostile_arguments
from killed_writers import try_killed_writers
from outcome import Outcome
from random_programs import try_random_programs
from rounding import try_rounding
from rule_mutants import try_rule_mutants
from source_mutants import MOST_MISSED, try_source_mutants
from threads_and_forks import try_threads_and_forks

MACHINES: dict[str, Callable[..., Outcome]] = {
    "programs": try_random_programs,
    "states": try_engine_states,
    "mutants": try_rule_mutants,
    "arguments": try_hostile_arguments,
    "files": try_damaged_files,
    "kills": try_killed_writers,
    "threads": try_threads_and_forks,
    "rounding": try_rounding,
    "others": try_beside_others,
    "sources": try_source_mutants,
}
ALLOWED = {"hostile arguments": MOST_BARE, "source mutants": MOST_MISSED}  # the share that may fail


def is_passed(outcome: Outcome) -> bool:
    """Whether nothing failed, or no more than the share that is said."""
    return outcome.failed <= ALLOWED.get(outcome.machine, 0) * outcome.tried
