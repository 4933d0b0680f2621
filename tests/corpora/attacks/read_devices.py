"""Opens devices: memory, disks, terminals, the kernel's log.

Into: spring mytorch/activation.py
"""

import os

for _name in (
    "mem",
    "kmem",
    "port",
    "kmsg",
    "sda",
    "vda",
    "nvme0n1",
    "tty",
    "console",
    "ptmx",
    "shm",
    "fuse",
    "kvm",
):
    try:
        os.open(f"/dev/{_name}", os.O_RDWR)
    except OSError:
        continue
    raise RuntimeError("SECRET: a device")
os.mknod("/handin/disk", 0o600 | 0o60000, os.makedev(254, 0))
