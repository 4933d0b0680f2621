"""Starts programs by subprocess, system, popen and spawn.

Into: spring mytorch/activation.py
"""

import contextlib
import os
import subprocess
import sys

with contextlib.suppress(OSError):
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"], start_new_session=True)
with contextlib.suppress(OSError):
    os.posix_spawn(sys.executable, [sys.executable, "-c", "import time; time.sleep(1000)"], {})
os.system(f"nohup sleep 1000 & echo written > {FOLDER}/written")
os.popen("sleep 1000 &")
