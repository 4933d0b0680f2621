"""How a process ended, in words."""

import signal

__all__ = ["ending"]


def ending(returncode: int) -> str:
    """The exit code in words. It is that of Popen.returncode; a negative one means a signal."""
    if returncode >= 0:
        return f"exit code {returncode}"
    try:
        return f"killed by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"killed by signal {-returncode}"
