"""Landlock: limits which files a process may open, in addition to its root folder   (linux/landlock.h).

The kernel's version decides which rights it supports; other rights are left out.
"""

import ctypes
import os
from collections.abc import Mapping

from autograder.grading.running.jail.syscalls import PR_SET_NO_NEW_PRIVS, call, prctl

__all__ = [
    "EXECUTE",
    "NET_SINCE",
    "READ",
    "READ_DIR",
    "SCOPES_SINCE",
    "WRITE",
    "WRITE_FILE",
    "restrict",
    "version",
]

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE = 1 << 13, 1 << 14
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE  # the rights that a rule for a file may hold

FS_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # from this version on, so many rights over files: all are governed
NET_SINCE, ALL_NET = 4, 0b11  # bind and connect of TCP
SCOPES_SINCE, ALL_SCOPES = 6, 0b11  # abstract sockets and signals of processes outside


class PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def version() -> int:
    """The kernel's version of Landlock; OSError if it has none."""
    return call(CREATE_RULESET, None, 0, 1)


def restrict(rules: Mapping[str, int]) -> None:
    """Allow this process only these rights below these paths, no TCP, no signals to others; irrevocable."""
    abi = version()
    governed = (1 << max(count for since, count in FS_RIGHTS.items() if since <= abi)) - 1
    net, scopes = (ALL_NET if abi >= NET_SINCE else 0), (ALL_SCOPES if abi >= SCOPES_SINCE else 0)
    attributes = (ctypes.c_uint64 * 3)(governed, net, scopes)
    size = 8 * (3 if scopes else 2 if net else 1)
    ruleset = call(CREATE_RULESET, attributes, size, 0)
    for path, rights in rules.items():
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = rights & governed & (-1 if os.path.isdir(path) else OF_FILES)
        call(ADD_RULE, ruleset, RULE_PATH_BENEATH, bytes(PathBeneath(allowed, parent)), 0)
        os.close(parent)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    call(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
