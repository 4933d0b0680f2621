"""Tars written header by header, so that they can be wrong in any way: for attacks, and for tests."""

__all__ = ["member", "record", "tar"]

BLOCK = 512
EMPTY = (b"1", b"2", b"3", b"4", b"5", b"6")  # links, devices, folders, pipes


def tar(*members: bytes) -> bytes:
    """A tar of members."""
    return b"".join(members) + bytes(2 * BLOCK)


def member(
    name: str, content: bytes = b"x = 1\n", kind: bytes = b"0", link: str = "", size: bytes | None = None
) -> bytes:
    """A header and its content, which only files have; `size` is what the header says, if not the truth.

    Long names as GNU does.
    """
    content = b"" if kind in EMPTY else content
    if len(name.encode()) > 100 or len(link.encode()) > 100:
        longer = [(b"L", name), (b"K", link)]
        before = [member("././@LongLink", text.encode() + b"\0", how) for how, text in longer if text]
        return b"".join(before) + member(name[:50], content, kind, link[:50], size)
    said = b"%011o\0" % len(content) if size is None else size
    header = b"%-8s" % b"0000644" + b"0000000\0" * 2 + said + b"00000000000\0"
    parts = [name.encode().ljust(100, b"\0"), header, b" " * 8, kind, link.encode().ljust(100, b"\0")]
    block = b"".join([*parts, b"ustar\0" + b"00"]).ljust(BLOCK, b"\0")
    summed = b"%06o\0 " % sum(block)
    return block[:148] + summed + block[156:] + content + bytes(-len(content) % BLOCK)


def record(key: str, value: str) -> bytes:
    """A record of an extended header: "length key=value\\n", where the length counts itself."""
    rest = f" {key}={value}\n".encode()
    length = len(rest) + 1
    while length != len(rest) + len(str(length)):
        length += 1
    return str(length).encode() + rest
