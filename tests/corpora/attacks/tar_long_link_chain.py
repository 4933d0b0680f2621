"""A chain of links with long names, which made Python's own filter write outside.

Into: a tar of its own
"""


def make():
    step = "d" * 120
    links = [member(f"mytorch/{'x/' * depth}{chr(97 + depth)}", kind=b"2", link=step) for depth in range(8)]
    return tar(member("mytorch/" + step, kind=b"5"), *links, member("mytorch/h/../../../written"))
