"""All machines by name, and when one counts as passed."""

from __future__ import annotations

from collections.abc import Callable

from damaged_files import try_damaged_files
from engine_states import try_engine_states
from hostile_arguments import MOST_BARE, try_hostile_arguments
from outcome import Outcome
from random_programs import try_random_programs
from rule_mutants import try_rule_mutants
from threads_and_forks import try_threads_and_forks

MACHINES: dict[str, Callable[..., Outcome]] = {
    "programs": try_random_programs,
    "states": try_engine_states,
    "mutants": try_rule_mutants,
    "arguments": try_hostile_arguments,
    "files": try_damaged_files,
    "threads": try_threads_and_forks,
}


def is_passed(outcome: Outcome) -> bool:
    """Whether nothing failed; of hostile arguments, nothing but a share that is said."""
    allowed = MOST_BARE * outcome.tried if outcome.machine == "hostile arguments" else 0
    return outcome.failed <= allowed
