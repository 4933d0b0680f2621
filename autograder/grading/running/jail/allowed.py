"""The system calls that a hand-in may make: those of Python and NumPy, and those that ordinary code needs.

All others are denied (seccomp.py). Honest hand-ins of both terms, including training, make 36 of these. The
others are the names of the same calls in other versions, and calls for files that a hand-in may write,
clocks and threads.
Source: asm/unistd_64.h, asm-generic/unistd.h, and the manual pages of those in USES.
"""

__all__ = ["ALLOWED", "MACHINES", "NEWEST", "OWN_PROCESS", "USES"]

MACHINES = ["x86_64", "aarch64"]
NEWEST = 462  # the last call that was known when this was written: of a newer one the C library hears ENOSYS

ALLOWED = {  # name: number on x86_64, on aarch64; None where there is no such call
    # memory
    "brk": (12, 214),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    # this process and its threads
    "execve": (59, 221),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "arch_prctl": (158, None),
    "prctl": (157, 167),
    "clone": (56, 220),
    "set_tid_address": (218, 96),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "futex": (202, 98),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "prlimit64": (302, 261),
    "getrusage": (98, 165),
    "times": (100, 153),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrandom": (318, 278),
    # signals that it sends to itself, for example by abort()
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "tgkill": (234, 131),
    # clocks
    "time": (201, None),
    "gettimeofday": (96, 169),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    # descriptors
    "read": (0, 63),
    "readv": (19, 65),
    "pread64": (17, 67),
    "write": (1, 64),
    "writev": (20, 66),
    "pwrite64": (18, 68),
    "lseek": (8, 62),
    "close": (3, 57),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "ftruncate": (77, 46),
    # files
    "open": (2, None),
    "openat": (257, 56),
    "stat": (4, None),
    "lstat": (6, None),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "statfs": (137, 43),
    "fstatfs": (138, 44),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "umask": (95, 166),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "unlink": (87, None),
    "unlinkat": (263, 35),
}

OWN_PROCESS = -1  # stands for the number of the process that puts the filter on
THREAD = 0x3D_0F00  # CLONE_VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID
DETACHED = 0x40_0000  # CLONE_DETACHED, which does nothing; musl sets it

# Calls that are allowed only with some arguments: {index of an argument: its allowed values}.
USES: dict[str, dict[int, tuple[int, ...]]] = {
    "clone": {0: (THREAD, THREAD | DETACHED)},
    "arch_prctl": {0: (0x1002,)},  # ARCH_SET_FS
    "prctl": {0: (15, 16, 0x5356_4D41)},  # PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
    "prlimit64": {0: (0,), 2: (0,)},  # reading its own limits; setting none
    "tgkill": {0: (OWN_PROCESS,)},
    "fcntl": {1: (0, 1, 2, 3, 1030)},  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
    "ioctl": {1: (0x5401, 0x802C_542A, 0x5450, 0x5451)},  # TCGETS, TCGETS2, FIONCLEX, FIOCLEX
}
