"""Where a hand-in runs: a process of its own that sees Python, NumPy, its own files, and one pipe.

Session (../session.py) starts it. A layer that this machine lacks stops the grading, unless it is waived:

- namespaces (root.py, launch.py): of users, processes, mounts, network, IPC, host name and control groups;
- a root folder of its own, read-only but for a small /handin, with what Python and NumPy need (needs.py);
- a user that is nobody, no capabilities, no way to get any (confine.py);
- Landlock (landlock.py) and a filter of system calls (seccomp.py, allowed.py), in case a namespace leaks;
- limits of memory, threads, open files, file sizes and processor time (confine.py), and the deadline.

A weaker mode does without the first two, and says what it does not hold (keep.py, ../probe.py).
"""
