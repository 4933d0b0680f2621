#!/usr/bin/env python3
"""The command line's door in a checkout. The commands themselves are in mytorch_twins/."""

from hw1.find_python import use_venv

use_venv()

from mytorch_twins.main import main  # noqa: E402

if __name__ == "__main__":
    main()
