"""A filter of system calls that allows only those of allowed.py.

All others are denied with EPERM: processes, sockets, namespaces, mounts, tracing, shared memory, timers,
signals to others, and unknown calls. This also closes what namespaces leave open: memory that no limit
counts, and parts of the kernel that often have faults. Source: linux/seccomp.h, linux/filter.h.
"""

import ctypes
import errno
import os
import struct

from autograder.grading.running.jail.allowed import ALLOWED, MACHINES, NEWEST, OWN_PROCESS, USES
from autograder.grading.running.jail.syscalls import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl

__all__ = ["program", "restrict"]

MODE_FILTER = 2
KILL, ERRNO, ALLOW = 0x8000_0000, 0x0005_0000, 0x7FFF_0000
DENY, UNKNOWN = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
LOAD, JUMP_EQUAL, JUMP_ABOVE, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x25, 0x35, 0x06  # classic BPF
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data (little-endian)
X32 = 0x4000_0000
AUDIT_ARCHITECTURE = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
CLONE3 = 435

Step = tuple[int, int, int, int]  # operation, steps to skip if it holds, if it does not, operand


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def program(machine: str, process: int) -> bytes:
    """The filter's instructions for a machine, one of MACHINES, and for the process of that number."""
    steps: list[Step] = [(LOAD, 0, 0, ARCHITECTURE), (JUMP_EQUAL, 1, 0, AUDIT_ARCHITECTURE[machine])]
    steps += [(RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER), *_where(JUMP_AT_LEAST, X32, [_end(KILL)])]
    steps += _where(JUMP_EQUAL, CLONE3, [_end(UNKNOWN)])  # its flags cannot be read; libc then uses clone
    steps += _where(JUMP_ABOVE, NEWEST, [_end(UNKNOWN)])
    for name, numbers in ALLOWED.items():
        number = numbers[MACHINES.index(machine)]
        if number is not None:
            steps += _where(JUMP_EQUAL, number, _verdict(USES.get(name, {}), process))
    steps.append(_end(DENY))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _verdict(uses: dict[int, tuple[int, ...]], process: int) -> list[Step]:
    """Allow a call whose arguments all have one of their values, of 64 bits; deny it otherwise."""
    steps: list[Step] = []
    for place, values in uses.items():
        steps += [(LOAD, 0, 0, ARGUMENTS + 8 * place + 4), (JUMP_EQUAL, 1, 0, 0), _end(DENY)]
        steps.append((LOAD, 0, 0, ARGUMENTS + 8 * place))
        for left, value in zip(range(len(values), 0, -1), values, strict=True):
            steps.append((JUMP_EQUAL, left, 0, process if value == OWN_PROCESS else value))
        steps.append(_end(DENY))
    return [*steps, _end(ALLOW)]


def _end(verdict: int) -> Step:
    return (RETURN, 0, 0, verdict)


def _where(jump: int, value: int, then: list[Step]) -> list[Step]:
    return [(jump, 0, len(then), value), *then]


def restrict() -> None:
    """Put the filter on this process for good; OSError where the kernel or the machine has none."""
    machine = os.uname().machine
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    instructions = program(machine, os.getpid())
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(Program(len(instructions) // 8, instructions)))
