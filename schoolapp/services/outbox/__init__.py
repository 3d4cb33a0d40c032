"""Use cases of telling staff groups: channels and their keys, what changed, the digest of a class's day, sending, what became of it."""

from __future__ import annotations

from schoolapp.services.outbox.channels import (
    ChannelRefused,
    Settings,
    add_channel,
    change_channel,
    remove_channel,
    send_again,
    send_test,
    switch_channel,
)
from schoolapp.services.outbox.events import is_on, note_change, spread
from schoolapp.services.outbox.reading import (
    STATE_WORDS,
    ChannelPage,
    ChannelView,
    Choices,
    DeliveryView,
    Overview,
    channel_page,
    choices,
    list_deliveries,
    overview,
)
from schoolapp.services.outbox.sending import is_due, tell_due

__all__ = [
    "STATE_WORDS",
    "ChannelPage",
    "ChannelRefused",
    "ChannelView",
    "Choices",
    "DeliveryView",
    "Overview",
    "Settings",
    "add_channel",
    "change_channel",
    "channel_page",
    "choices",
    "is_due",
    "is_on",
    "list_deliveries",
    "note_change",
    "overview",
    "remove_channel",
    "send_again",
    "send_test",
    "spread",
    "switch_channel",
    "tell_due",
]
