"""Becomes another program: a shell, Python, a script of its own.

Into: spring mytorch/activation.py
"""

import os

with open("/handin/run", "w") as _file:
    _file.write(f"#!/bin/sh\necho written > {FOLDER}/written\n")
os.chmod("/handin/run", 0o700)
_shell = ["-c", f"echo written > {FOLDER}/written; sleep 1000"]
for _program, *_arguments in (["/bin/sh", *_shell], ["/usr/bin/env", "sh", *_shell], ["/handin/run"]):
    try:
        os.execv(_program, [_program, *_arguments])
    except OSError:
        continue
