"""`python -m mytorch` starts the command line. Only this file of mytorch imports more than NumPy."""

from mytorch_twins.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
