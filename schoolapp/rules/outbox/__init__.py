"""Telling staff groups: where a message may go, how fast, when, how long it may be, and what an answer means. Nothing is sent here."""

from __future__ import annotations

from schoolapp.rules.outbox.addresses import BOT_HOSTS, BadAddress, Endpoint, may_connect, read_endpoint, read_mail_host, read_recipients, shown_address
from schoolapp.rules.outbox.answers import Outcome, judge_answer, judge_mail
from schoolapp.rules.outbox.channels import Address, ChannelKind, Parcel
from schoolapp.rules.outbox.pace import HOLD, PACES, TRIES, Pace, after_quiet, is_quiet, next_try, planned_at
from schoolapp.rules.outbox.text import TEXT_MOST, cut, fitted

__all__ = [
    "BOT_HOSTS",
    "HOLD",
    "PACES",
    "TEXT_MOST",
    "TRIES",
    "Address",
    "BadAddress",
    "ChannelKind",
    "Endpoint",
    "Outcome",
    "Pace",
    "Parcel",
    "after_quiet",
    "cut",
    "fitted",
    "is_quiet",
    "judge_answer",
    "judge_mail",
    "may_connect",
    "next_try",
    "planned_at",
    "read_endpoint",
    "read_mail_host",
    "read_recipients",
    "shown_address",
]
