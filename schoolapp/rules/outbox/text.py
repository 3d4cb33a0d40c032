"""How long a message may be, in UTF-8 bytes as the makers count, and how one that is too long is cut: between items, never inside a
character."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from schoolapp.rules.outbox.channels import ChannelKind

# Bytes of the text itself. 企业微信 allows 2,048; the others allow more than anybody reads.
TEXT_MOST = {ChannelKind.WECOM: 2048, ChannelKind.DINGTALK: 6000, ChannelKind.FEISHU: 6000, ChannelKind.WEBHOOK: 16_000, ChannelKind.MAIL: 16_000}


def size(text: str) -> int:
    return len(text.encode())


def cut(text: str, most: int) -> str:
    """As much of the text as fits into `most` bytes, ending with a whole character."""
    raw = text.encode()
    return text if len(raw) <= most else raw[: max(most, 0)].decode(errors="ignore")


def fitted(head: Sequence[str], items: Sequence[str], foot: Sequence[str], most: int, more: Callable[[int], str]) -> str:
    """Head, items and foot as lines in at most `most` bytes: items go from the end, and `more(n)` stands for the n that went. Where head and
    foot alone are too long, what fits of them."""
    for kept in range(len(items), -1, -1):
        rest = len(items) - kept
        text = "\n".join([*head, *items[:kept], *([more(rest)] if rest else []), *foot])
        if size(text) <= most:
            return text
    return cut("\n".join([*head, *foot]), most)
