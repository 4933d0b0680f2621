"""The jail: the process of a hand-in, which can access only Python, NumPy, its own files, and one pipe.

Session (../session.py) starts it. If this machine lacks a layer, the grading stops, unless a weaker mode was
chosen:

- namespaces (root.py, launch.py): of users, processes, mounts, network, IPC, host name and control groups;
- a root folder of its own, read-only but for a small /handin, with what Python and NumPy need (needs.py);
- a user that is nobody, no capabilities, no way to get any (confine.py);
- Landlock (landlock.py) and a filter of system calls (seccomp.py, allowed.py), in case a namespace leaks;
- limits of memory, threads, open files, file sizes and processor time (confine.py), and the deadline.

A weaker mode does not use the first two, and prints what a hand-in can still do (keep.py, ../probe.py).
"""
