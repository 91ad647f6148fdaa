"""OLE documents of several streams in folders, and VBA projects in them, for tests of old Office files."""

import struct

SECTOR, SMALL, CUTOFF = 512, 64, 4096
END, FREE, FAT_SECTOR, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def make_compound(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) of these streams; a path such as «Macros/VBA/dir» makes its folders."""
    sectors: list[bytes] = []
    chains: list[int] = []

    def add(content: bytes) -> int:
        count = -(-len(content) // SECTOR)
        first = len(sectors)
        for number in range(count):
            sectors.append(content[number * SECTOR :][:SECTOR].ljust(SECTOR, b"\0"))
            chains.append(first + number + 1 if number + 1 < count else END)
        return first if count else END

    small, small_chain, places = b"", [], {}
    for path, content in streams.items():
        if len(content) >= CUTOFF:
            places[path] = add(content)
            continue
        first = len(small) // SMALL
        count = -(-len(content) // SMALL)
        places[path] = first if count else END
        small += content.ljust(count * SMALL, b"\0")
        small_chain += [*range(first + 1, first + count), END] if count else []
    entries = _entries(streams, places, add(small), len(small))
    directory = add(entries)
    small_fat = add(struct.pack(f"<{len(small_chain)}I", *small_chain).ljust(SECTOR, b"\xff"))
    fat_at = len(sectors)
    fat = [*chains, FAT_SECTOR]
    assert len(fat) <= SECTOR // 4, "one sector of the table is enough for a test"
    sectors.append(struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff"))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, directory, 0, CUTOFF, small_fat, 1, END, 0, fat_at),
    )
    return header.ljust(SECTOR, b"\xff") + b"".join(sectors)


def _entries(streams, places, small_at, small_size) -> bytes:
    """The directory: the siblings of a folder are linked as a list to the right."""
    nodes = [{"name": "Root Entry", "kind": 5, "at": small_at, "size": small_size, "parent": None}]
    known = {"": 0}
    for path, content in streams.items():
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            full = "/".join(parts[:depth])
            if full in known:
                continue
            known[full] = len(nodes)
            is_stream = depth == len(parts)
            nodes.append(
                {
                    "name": parts[depth - 1],
                    "kind": 2 if is_stream else 1,
                    "at": places[path] if is_stream else 0,
                    "size": len(content) if is_stream else 0,
                    "parent": known["/".join(parts[: depth - 1])],
                }
            )
    raw = b""
    for number, node in enumerate(nodes):
        children = [index for index, other in enumerate(nodes) if other["parent"] == number]
        later = [i for i, other in enumerate(nodes) if other["parent"] == node["parent"] and i > number]
        name = node["name"].encode("utf-16-le")
        raw += struct.pack(
            "<64sHBBIII16xI16xIQ",
            name,
            len(name) + 2,
            node["kind"],
            1,
            NONE,
            later[0] if later and node["parent"] is not None else NONE,
            children[0] if children else NONE,
            0,
            node["at"],
            node["size"],
        )
    return raw.ljust(-(-len(raw) // SECTOR) * SECTOR, b"\0")


def make_project(folder: str, source: str, *, names: bytes = b"ThisDocument") -> dict[str, bytes]:
    """The streams of a VBA project with one module; `names` are the words its compiled code uses."""

    def record(number: int, content: bytes) -> bytes:
        return struct.pack("<HI", number, len(content)) + content

    cache = b"compiled" * 8
    name = "ThisDocument"
    listing = (
        record(0x0001, struct.pack("<I", 1))
        + struct.pack("<HIIH", 0x0009, 4, 1, 1)
        + record(0x0019, name.encode())
        + record(0x001A, name.encode())
        + struct.pack("<HI", 0x0032, len(name) * 2)
        + name.encode("utf-16-le")
        + record(0x0031, struct.pack("<I", len(cache)))
        + struct.pack("<HI", 0x0010, 0)
    )
    return {
        f"{folder}/VBA/dir": pack(listing),
        f"{folder}/VBA/_VBA_PROJECT": b"\xcc\x61\xff\xff" + names,
        f"{folder}/VBA/{name}": cache + pack(source.encode("cp1251")),
    }


def pack(content: bytes) -> bytes:
    """Compress as [MS-OVBA] 2.4.1.3 does: letters, and references to three or more that came before."""
    packed = b"\x01"
    for start in range(0, len(content), 4096):
        chunk = _pack_chunk(content[start : start + 4096])
        packed += struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk
    return packed


def _pack_chunk(piece: bytes) -> bytes:
    packed, position = b"", 0
    while position < len(piece):
        flags, tokens = 0, b""
        for bit in range(8):
            if position >= len(piece):
                break
            back = position - piece.rfind(piece[position : position + 3], 0, position)
            if position + 3 <= len(piece) and 0 < back <= position:
                bits = max((position - 1).bit_length(), 4)
                flags |= 1 << bit
                tokens += struct.pack("<H", (back - 1) << (16 - bits))  # the shortest: three letters
                position += 3
            else:
                tokens += piece[position : position + 1]
                position += 1
        packed += bytes([flags]) + tokens
    return packed
