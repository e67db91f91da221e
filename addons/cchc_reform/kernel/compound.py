"""Reading the container of old Office files (``.doc``, ``.xls``): the compound file.

It is a small file system: sectors chained by an allocation table, a directory of streams, and a
"mini stream" that holds the small ones. Source: [MS-CFB], Microsoft's published specification.
A damaged or looping file ends in :class:`ValueError`; nothing beyond the given bytes is used.
"""

import struct
from functools import cached_property

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FIRST_MARK = 0xFFFFFFFA  # this and all numbers above are marks (end, free), not sectors
_ENTRY_SIZE = 128
_STREAM, _ROOT = 2, 5
_TYPES = (1, _STREAM, _ROOT)
_MINI_SECTOR = 64


class CompoundFile:
    """The compound file in ``content`` (bytes).

    :raises ValueError: on creation and on reading, when it is no compound file or a damaged one
    """

    def __init__(self, content):
        if content[:8] != SIGNATURE or len(content) < 512:
            raise ValueError("not a compound file")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or 1 << mini_shift != _MINI_SECTOR:
            raise ValueError("impossible size of sectors")
        self._sector_size = 1 << shift
        (directory,) = struct.unpack_from("<I", content, 48)
        self._mini_cutoff, self._mini_table_start = struct.unpack_from("<II", content, 56)
        self._table = self._read_table(*struct.unpack_from("<I", content, 68))
        self._entries = list(self._read_entries(self._chain(directory)))

    @property
    def names(self):
        """Names of all streams and storages at any depth, in lower case."""
        return {name for name, *_entry in self._entries}

    def streams(self, name):
        """Yield the content of each stream called ``name``, at any depth, in any case."""
        for entry_name, kind, start, size in self._entries:
            if entry_name == name.lower() and kind == _STREAM:
                mini = size < self._mini_cutoff
                yield (self._mini_chain(start) if mini else self._chain(start))[:size]

    def _sector(self, number):
        # The header fills the place of a sector before the first one.
        start = (number + 1) * self._sector_size
        if start >= len(self._content):
            raise ValueError("sector outside of the file")
        return self._content[start : start + self._sector_size].ljust(self._sector_size, b"\0")

    def _read_table(self, more):
        """The allocation table: for each sector the number of the next in its chain."""
        parts = list(struct.unpack_from("<109I", self._content, 76))
        while more < _FIRST_MARK:
            *numbers, more = _integers(self._sector(more))
            parts += numbers
            if len(parts) * self._sector_size > len(self._content) + 109 * self._sector_size:
                raise ValueError("allocation table larger than the file")
        parts = [number for number in parts if number < _FIRST_MARK]
        return _integers(b"".join(map(self._sector, parts)))

    def _chain(self, start):
        return b"".join(map(self._sector, _follow(self._table, start)))

    @cached_property
    def _mini_table(self):
        return _integers(self._chain(self._mini_table_start))

    @cached_property
    def _mini_stream(self):
        return b"".join(
            self._chain(start)[:size] for _name, kind, start, size in self._entries if kind == _ROOT
        )

    def _mini_chain(self, start):
        return b"".join(
            self._mini_stream[number * _MINI_SECTOR : (number + 1) * _MINI_SECTOR]
            for number in _follow(self._mini_table, start)
        )

    @staticmethod
    def _read_entries(directory):
        """Yield (name in lower case, type, first sector, size) of each entry in use."""
        for at in range(0, len(directory), _ENTRY_SIZE):
            name_size, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind in _TYPES and 2 <= name_size <= 64:
                name = directory[at : at + name_size - 2].decode("utf-16-le", "replace")
                yield name.lower(), kind, start, size


def _integers(content):
    return struct.unpack(f"<{len(content) // 4}I", content)


def _follow(table, start):
    """Yield the numbers of a chain in ``table`` from ``start`` on."""
    number, left = start, len(table)
    while number < _FIRST_MARK:
        if number >= len(table) or not left:
            raise ValueError("chain leads out of the file or in a circle")
        yield number
        number, left = table[number], left - 1
