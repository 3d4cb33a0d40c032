"""How large a sample sheet may be, packed and unpacked, and the word for one that is not taken."""

from __future__ import annotations

from schoolapp.outside.workbook_child import MEGABYTE, Refused

__all__ = ["FILE_MAX", "MEGABYTE", "MEMBERS_MAX", "PIXELS_MAX", "SIDE_MAX", "UNPACKED_MAX", "Refused"]

FILE_MAX = 10 * MEGABYTE
PIXELS_MAX = 40_000_000
SIDE_MAX = 2000
UNPACKED_MAX = 256 * MEGABYTE
MEMBERS_MAX = 2000
