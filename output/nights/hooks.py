"""Hooks: commands of the data team that learn how a run ended."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_PATIENCE = 60  # seconds; a hook that waits for somebody must not hold the night
_MOST = 500


def call_hook(
    hooks: Mapping[str, Sequence[str]], outcome: str, root: Path, facts: Mapping[str, str]
) -> str | None:
    """Run the hook for `outcome` (success, hold, failure) in `root`, if there is one.

    facts: told to it as TODOS_… in the environment. Its failure changes nothing about the run: the
    result is a sentence for the log, None where all went well.
    """
    command = list(hooks.get(outcome, ()))
    if not command:
        return None
    told = {f"TODOS_{name.upper()}": value for name, value in facts.items()}
    try:
        done = subprocess.run(  # noqa: S603  # the team's own command, no shell
            command,
            cwd=root,
            env={**os.environ, "TODOS_OUTCOME": outcome, **told},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the hook for {outcome} took longer than {_PATIENCE} seconds and was ended"
    except OSError as error:
        return f"the hook for {outcome} could not be started ({error.strerror})"
    if done.returncode == 0:
        return None
    said = done.stderr.decode(errors="replace").strip()[:_MOST]
    return f"the hook for {outcome} ended with code {done.returncode}: {said}"
