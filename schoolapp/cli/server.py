"""Starts the production server with its worker thread, and lists the routes."""

from __future__ import annotations

import gc
import logging
import tempfile
import threading
from pathlib import Path

import click

from schoolapp import clock
from schoolapp.cli.door import say
from schoolapp.services.house import House
from schoolapp.web import gate
from schoolapp.web.app import create_app
from schoolapp.work.worker import Worker

THREADS = 4
BODY_MAX = 64 * 1024 * 1024
REGISTER = "/homework/new"


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds a server that listens on `host`."""
    return f"{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"


def serve_house(house: House, *, host: str, port: int, quiet: bool = False) -> None:
    """Serves until interrupted: waitress with four threads, one worker thread for jobs. `quiet`: nothing but JSON goes to standard output,
    so the address goes to standard error."""
    import waitress

    from schoolapp.cli.threads import Registering
    from schoolapp.services import school, setup
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = create_app(house)
    worker = Worker(house, clock.now)
    url = f"http://{address_of(host, port)}"
    if not school.has_school(house=house):
        token = setup.make_token(house=house, now=clock.now())
        click.echo(say("还没有设置学校。请在这台电脑上打开首次设置页：%(url)s", url=f"{url}/setup?token={token}"), err=quiet)
    else:
        click.echo(say("学校系统已启动：%(url)s（按 Ctrl+C 停止）", url=url), err=quiet)
    # The app answers what is too large with a page in the reader's language; waitress's own bare line comes only far beyond that.
    threads = Registering(THREADS, REGISTER) if house.has_one_writer else None
    server = waitress.create_server(app, host=host, port=port, threads=THREADS, ident="schoolapp", channel_timeout=60, max_request_body_size=BODY_MAX,
                                    _dispatcher=threads)
    worker.start()
    threading.Thread(target=_settle_in, daemon=True).start()
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        worker.stop()


def _settle_in() -> None:
    """Loads what draws, then takes all that was loaded out of the garbage collector's rounds: it stays as long as the server does. A request
    makes some thousand objects that go with it; the collector need not look at them ten times meanwhile."""
    from schoolapp.services import load
    load.warm_up()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def route_lines() -> list[str]:
    """`METHODS URL permit endpoint` of every route, sorted by URL; needs no database."""
    from schoolapp.config import Config
    with tempfile.TemporaryDirectory() as folder:
        house = House(Config(Path(folder)))
        app = create_app(house)
        lines = []
        for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, r.endpoint)):
            permit = gate.permit_of(app, rule.endpoint)
            methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            lines.append(f"{methods:<8} {rule.rule:<48} {permit.value if permit else 'CLOSED':<20} {rule.endpoint}")
        house.close()
    return lines
