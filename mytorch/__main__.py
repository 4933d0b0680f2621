"""`python -m mytorch`, a door to the command line: the one file of mytorch that knows more than NumPy."""

from mytorch_twins.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
