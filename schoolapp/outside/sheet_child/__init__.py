"""The child process that opens an uploaded sample sheet and makes a clean one of it: a photo is painted anew, a PDF and an Office file are
written anew without what tells of people, places and programs. Starting this process and keeping the result are done elsewhere."""

from __future__ import annotations

from schoolapp.outside.sheet_child.answers import DOCUMENTS, PDF, PICTURES, main
from schoolapp.outside.sheet_child.limits import FILE_MAX, MEGABYTE

__all__ = ["DOCUMENTS", "FILE_MAX", "MEGABYTE", "PDF", "PICTURES", "main"]
