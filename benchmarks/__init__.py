"""Times a training step against other libraries, interleaved and on the same data, and the products alone.

`python cli.py bench`; how it is measured is in docs/performance.md.
"""
