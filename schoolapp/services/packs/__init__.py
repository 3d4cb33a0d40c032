"""Use cases of evidence packs: asking for one, making it, listing and handing out, checking. The file itself is made in papers."""

from __future__ import annotations

from schoolapp.records.packs import PackRow
from schoolapp.services.packs.make import Made, ask_pack, file_name, make_pack, pack_facts
from schoolapp.services.packs.reading import Download, Problem, Verified, check_pack, get_pack, list_packs, open_pack, pack_under_way, verify_file

__all__ = [
    "Download",
    "Made",
    "PackRow",
    "Problem",
    "Verified",
    "ask_pack",
    "check_pack",
    "file_name",
    "get_pack",
    "list_packs",
    "make_pack",
    "open_pack",
    "pack_facts",
    "pack_under_way",
    "verify_file",
]
