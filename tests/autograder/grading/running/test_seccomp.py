"""The filter of system calls, run as the kernel runs it, for both machines."""

import errno
import struct

import pytest

from autograder.grading.running.jail.allowed import ALLOWED, MACHINES, NEWEST, OWN_PROCESS, USES
from autograder.grading.running.jail.seccomp import AUDIT_ARCHITECTURE, KILL, program

PROCESS = 4321
ALLOW, DENY, UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
HIGH = 1 << 32
FORK, THREAD, NEWUSER = 0x11, 0x3D0F00, 0x1000_0000
ABORT = 6
DENIED = {  # a call that no hand-in needs: its numbers, and its arguments
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "pidfd_open": (434, 434),
    "memfd_create": (319, 279),
    "timer_create": (222, 107),
    "setitimer": (38, 103),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "keyctl": (250, 219),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "open_by_handle_at": (304, 265),
    "shmget": (29, 194),
    "mq_open": (240, 180),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "setuid": (105, 146),
    "chmod": (90, None),
    "fchmodat": (268, 53),
    "symlinkat": (266, 36),
    "linkat": (265, 37),
    "mknodat": (259, 33),
    "fork": (57, None),
    "vfork": (58, None),
    "execveat": (322, 281),
    "personality": (135, 92),
    "sched_setaffinity": (203, 122),
    "mlock": (149, 228),
    "sync": (162, 81),
    "pipe2": (293, 59),
}
USED = {  # a call with its arguments, and whether it is allowed
    ("clone", THREAD): True,
    ("clone", THREAD | 0x40_0000): True,
    ("clone", FORK): False,
    ("clone", THREAD | NEWUSER): False,
    ("clone", HIGH | THREAD): False,
    ("clone", 0x10000): False,
    ("prctl", 15): True,
    ("prctl", 1): False,
    ("prctl", 4): False,
    ("prctl", 22): False,
    ("prctl", 36): False,
    ("fcntl", 3, 1): True,
    ("fcntl", 3, 1030): True,
    ("fcntl", 3, 4): False,
    ("fcntl", 3, 8): False,
    ("fcntl", 3, 10): False,
    ("fcntl", 3, 1024): False,
    ("fcntl", 3, 1026): False,
    ("fcntl", 3, 1031): False,
    ("fcntl", 3, 1033): False,
    ("ioctl", 0, 0x5401): True,
    ("ioctl", 0, 0x5412): False,
    ("ioctl", 0, 0): False,
    ("tgkill", PROCESS, 9, ABORT): True,
    ("tgkill", 1, 1, ABORT): False,
    ("tgkill", HIGH - 1, 1, ABORT): False,
    ("prlimit64", 0, 3, 0, 4096): True,
    ("prlimit64", 0, 3, 4096): False,
    ("prlimit64", 0, 3, HIGH): False,
    ("prlimit64", 1, 3, 0): False,
    ("read", 0): True,
    ("openat", HIGH): True,
    ("execve",): True,
}


def verdict(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """The filter's decision on a call, by the rules of classic BPF: it only jumps forward, and it ends."""
    instructions = list(struct.iter_unpack("=HBBI", program(machine, PROCESS)))
    architecture = AUDIT_ARCHITECTURE[machine] if architecture is None else architecture
    arguments += (0,) * (6 - len(arguments))
    data = struct.pack("<IIQ6Q", number, architecture, 0, *arguments)
    loaded, at = 0, 0
    while True:
        operation, if_so, if_not, operand = instructions[at]
        at += 1
        if operation == 0x20:
            (loaded,) = struct.unpack_from("<I", data, operand)
        elif operation == 0x06:
            return operand
        else:
            holds = {0x15: loaded == operand, 0x25: loaded > operand, 0x35: loaded >= operand}[operation]
            at += if_so if holds else if_not


def number_of(machine: str, name: str) -> int | None:
    return ALLOWED[name][MACHINES.index(machine)]


@pytest.mark.parametrize("machine", MACHINES)
def test_what_is_listed_is_allowed_and_all_else_is_denied(machine: str) -> None:
    listed = {number_of(machine, name): name for name in ALLOWED}
    for number in range(NEWEST + 1):
        uses = USES.get(listed.get(number, ""), {})
        good = {place: PROCESS if values[0] == OWN_PROCESS else values[0] for place, values in uses.items()}
        wanted = UNKNOWN if number == 435 else ALLOW if number in listed else DENY
        assert verdict(machine, number, *(good.get(place, 0) for place in range(6))) == wanted, number


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", DENIED)
def test_what_no_hand_in_needs_is_denied(machine: str, name: str) -> None:
    assert name not in ALLOWED
    number = DENIED[name][MACHINES.index(machine)]
    if number is not None:
        assert verdict(machine, number) == DENY


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("use", USED, ids=str)
def test_a_call_is_allowed_for_what_it_is_needed_for(machine: str, use: tuple) -> None:
    name, *arguments = use
    number = number_of(machine, name)
    assert number is not None
    assert verdict(machine, number, *arguments) == (ALLOW if USED[use] else DENY)


@pytest.mark.parametrize("machine", MACHINES)
def test_what_the_filter_cannot_judge_is_unknown_to_it_or_ends_the_process(machine: str) -> None:
    assert verdict(machine, 435) == UNKNOWN  # clone3, whose flags are in memory
    assert [verdict(machine, number) for number in (NEWEST + 1, 500, 0x3FFF_FFFF)] == [UNKNOWN] * 3
    assert verdict(machine, 0x4000_0000) == KILL  # x32
    assert verdict(machine, 0xFFFF_FFFF) == KILL
    others = [AUDIT_ARCHITECTURE[other] for other in MACHINES if other != machine]
    for other in (0x4000_0003, *others):
        assert verdict(machine, 0, architecture=other) == KILL


@pytest.mark.parametrize("machine", MACHINES)
def test_the_table_names_no_number_twice_and_the_filter_fits_the_kernel(machine: str) -> None:
    numbers = [number for name in ALLOWED if (number := number_of(machine, name)) is not None]
    assert len(set(numbers)) == len(numbers)
    assert set(USES) <= set(ALLOWED)
    assert len(program(machine, PROCESS)) // 8 <= 4096  # BPF_MAXINSNS
