"""What it takes on a phone from 'today' to published: (taps, filled fields). Counted by test_register, told by the README. No test stands here."""

from __future__ import annotations

ONE_CLASS = (3, 1)
TWO_PARALLEL_CLASSES = (3, 1)
AS_YESTERDAY = (2, 0)
FIELDS_MOST = 3
SESSION = (2, 4)  # of the service, everybody present: as it is, and at most with how far its classes got
