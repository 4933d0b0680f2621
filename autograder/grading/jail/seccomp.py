"""A filter of system calls: no new processes, sockets, namespaces, mounts, shared memory, tracing.

What a hand-in has no use for is denied with EPERM; threads are allowed. It bounds what the namespaces leave
open: memory that no limit counts (memfd, System V), and the parts of the kernel most often broken.
Source: linux/seccomp.h, linux/filter.h.
"""

import ctypes
import errno
import os
import struct

from autograder.grading.jail.syscalls import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, prctl

__all__ = ["DENIED", "program", "restrict"]

MODE_FILTER = 2
KILL, ERRNO, ALLOW = 0x8000_0000, 0x0005_0000, 0x7FFF_0000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # classic BPF
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data (little-endian)
X32 = 0x4000_0000
CLONE_THREAD = 0x0001_0000
MACHINES = ["x86_64", "aarch64"]
AUDIT_ARCHITECTURE = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435

DENIED = {  # name: number on x86_64, on aarch64; None where there is no such call
    "fork": (57, None),
    "vfork": (58, None),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "fanotify_init": (300, 262),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "syslog": (103, 116),
    "personality": (135, 92),
    "modify_ldt": (154, None),
}


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def program(machine: str) -> bytes:
    """The filter's instructions for a machine, one of MACHINES."""
    denied = [numbers[MACHINES.index(machine)] for numbers in DENIED.values()]
    steps = [(LOAD, 0, 0, ARCHITECTURE), *_unless(JUMP_EQUAL, AUDIT_ARCHITECTURE[machine], KILL)]
    steps += [(LOAD, 0, 0, NUMBER), *_where(JUMP_AT_LEAST, X32, KILL)]
    for number in denied:
        if number is not None:
            steps += _where(JUMP_EQUAL, number, ERRNO | errno.EPERM)
    steps += _where(
        JUMP_EQUAL, CLONE3, ERRNO | errno.ENOSYS
    )  # its flags cannot be seen; the C library falls back
    steps += [(JUMP_EQUAL, 1, 0, CLONE[machine]), (RETURN, 0, 0, ALLOW)]
    steps += [(LOAD, 0, 0, FIRST_ARGUMENT), *_unless(JUMP_ANY, CLONE_THREAD, ERRNO | errno.EPERM)]
    steps += [(RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _where(jump: int, value: int, verdict: int) -> list[tuple[int, int, int, int]]:
    return [(jump, 0, 1, value), (RETURN, 0, 0, verdict)]


def _unless(jump: int, value: int, verdict: int) -> list[tuple[int, int, int, int]]:
    return [(jump, 1, 0, value), (RETURN, 0, 0, verdict)]


def restrict() -> None:
    """Put the filter on this process for good; OSError where the kernel or the machine has none."""
    machine = os.uname().machine
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    instructions = program(machine)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(Program(len(instructions) // 8, instructions)))
