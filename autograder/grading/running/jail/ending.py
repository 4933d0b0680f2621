"""How a process ended, in words."""

import signal

__all__ = ["ending"]


def ending(returncode: int) -> str:
    """In words, from what Popen.returncode or os.waitstatus_to_exitcode gives: below 0 it was a signal."""
    if returncode >= 0:
        return f"exit code {returncode}"
    try:
        return f"killed by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"killed by signal {-returncode}"
