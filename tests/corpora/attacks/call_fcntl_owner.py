"""Has signals sent and leases taken by its descriptors: F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY.

Into: spring mytorch/activation.py
"""

import fcntl

for _command, _value in (
    (fcntl.F_SETOWN, GRADER),
    (fcntl.F_SETOWN, 0),
    (10, 9),  # F_SETSIG
    (15, 0),  # F_SETOWN_EX
    (fcntl.F_SETLEASE, fcntl.F_WRLCK),
    (fcntl.F_NOTIFY, 1),
    (fcntl.F_SETFL, 0o20000),  # O_ASYNC
):
    for _descriptor in (0, 3, 4):
        try:
            fcntl.fcntl(_descriptor, _command, _value)
        except OSError:
            continue
        raise RuntimeError(f"SECRET: fcntl({_descriptor}, {_command})")
