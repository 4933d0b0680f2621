"""Compares the time of a training step with other libraries, in turns and on the same data.

`python cli.py bench`; how it is measured is in docs/performance.md.
"""
