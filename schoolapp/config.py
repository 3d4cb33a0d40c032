"""The settings of this installation: one frozen dataclass, and the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PREFIX = "SCHOOLAPP_"
HTTPS_MODES = ("off", "on", "proxy")


class BadSetting(ValueError):
    """A setting that cannot be used. `name` is the environment variable, `code` says what is wrong."""

    def __init__(self, name: str, code: str, value: str = "") -> None:
        super().__init__(f"{name}: {code} {value!r}")
        self.name, self.code, self.value = name, code, value


@dataclass(frozen=True, slots=True)
class Config:
    """`data_dir` holds database, files and keys; `database_url` empty means SQLite inside it; `public_url` is the base of
    every QR code, feed and slip (empty: those pages say what to set); `https` is off, on or proxy; `hosts` are the
    accepted host names (empty: any). `outbox_hosts` are the hosts (`host` or `host:port`) that messages to staff may go to beside the
    makers of group bots; `outbox_private`: such a host may lie in the school's own network, without encryption too."""

    data_dir: Path = field(default_factory=lambda: Path("instance"))
    database_url: str = ""
    public_url: str = ""
    https: str = "off"
    hosts: tuple[str, ...] = ()
    outbox_hosts: tuple[str, ...] = ()
    outbox_private: bool = False

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'school.sqlite3').resolve()}"

    @property
    def secure(self) -> bool:
        """Whether browsers reach the app by HTTPS, so that Secure cookies and HSTS are right."""
        return self.https != "off"


def operator_language(environ: Mapping[str, str] | None = None) -> str:
    """The language of the command line: English where the terminal says so, else Chinese."""
    env = os.environ if environ is None else environ
    found = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if found.lower().startswith("en") else "zh"


def read(environ: Mapping[str, str] | None = None) -> Config:
    """The settings as the environment gives them; BadSetting names the variable that is wrong."""
    env = os.environ if environ is None else environ

    def value(name: str) -> str:
        return env.get(PREFIX + name, "").strip()

    known = {PREFIX + name for name in ("DATA_DIR", "DATABASE_URL", "PUBLIC_URL", "HTTPS", "HOSTS", "OUTBOX_HOSTS", "OUTBOX_PRIVATE")}
    for name in env:
        if name.startswith(PREFIX) and name not in known:
            raise BadSetting(name, "unknown")
    url = value("DATABASE_URL")
    if url.startswith("postgres://") or url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if url and not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting(PREFIX + "DATABASE_URL", "database", url)
    public = value("PUBLIC_URL").rstrip("/")
    if public and (urlsplit(public).scheme not in ("http", "https") or not urlsplit(public).netloc):
        raise BadSetting(PREFIX + "PUBLIC_URL", "url", public)
    https = value("HTTPS") or "off"
    if https not in HTTPS_MODES:
        raise BadSetting(PREFIX + "HTTPS", "https", https)
    private = value("OUTBOX_PRIVATE") or "off"
    if private not in ("off", "on"):
        raise BadSetting(PREFIX + "OUTBOX_PRIVATE", "switch", private)
    hosts = tuple(h.strip() for h in value("HOSTS").split(",") if h.strip())
    outbox_hosts = tuple(h.strip().lower() for h in value("OUTBOX_HOSTS").split(",") if h.strip())
    return Config(Path(value("DATA_DIR") or "instance"), url, public, https, hosts, outbox_hosts, private == "on")
