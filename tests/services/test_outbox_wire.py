"""From a teacher's click to the group and back over a real connection on this machine: what the group has got to read, and what a sender that is killed
in the middle leaves behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from schoolapp.config import Config
from schoolapp.rules.outbox import Address, ChannelKind
from schoolapp.services import outbox
from schoolapp.services.homework import Draft
from tests.cast import MONDAY, SmallSchool, at
from tests.habits.tree import ROOT
from tests.outside.loopback import SECRET, Groups, groups, post_office
from tests.services.homework_cases import post
from tests.services.outbox_cases import Evening, add, deliveries, school_for, states

SET_TIME = at(MONDAY, 17, 10)
KINDS = (ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU, ChannelKind.WEBHOOK)
DIGEST = "【作业公示】三(1)班 11月23日 周一\n书面作业合计 20 分钟，上限 60 分钟\n数学 20 分钟\n江北实验学校"


@pytest.fixture
def server() -> Iterator[Groups]:
    with groups() as made:
        made.clock = SET_TIME.timestamp
        yield made


@pytest.fixture
def small(database: Config, server: Groups) -> Iterator[SmallSchool]:
    made = school_for(database, f"127.0.0.1:{server.port}", private=True)
    yield made
    made.house.close()


def evening_of(small: SmallSchool) -> Evening:
    """With the sender that the app uses."""
    return Evening(small.house, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_a_digest_arrives(small: SmallSchool, server: Groups, kind: ChannelKind) -> None:
    add(small, kind=kind, address=Address(url=server.url(kind.value), secret=SECRET), grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册第 12 页", 20))
    evening_of(small).at(SET_TIME)
    assert server.texts == [DIGEST] and states(small) == ["sent"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_failure_and_then_it_arrives(small: SmallSchool, server: Groups, kind: ChannelKind) -> None:
    add(small, kind=kind, address=Address(url=server.url(kind.value), secret=SECRET), grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册第 12 页", 20))
    server.moods.extend(["cut", "503", "429", "no http", "reset"])
    evening, faults = evening_of(small), []
    server.clock = lambda: evening.now.timestamp()
    for minutes in (0, 2, 10, 30, 95):
        evening.at(SET_TIME + timedelta(minutes=minutes))
        faults.append(deliveries(small)[0].fault)
    evening.at(at(MONDAY + timedelta(days=1), 7))  # the last pause ends in the quiet hours
    assert faults == ["closed", "server", "limited", "garbage", "closed"]
    assert states(small) == ["sent"] and len(server.asked) == 6 and server.texts == [DIGEST]


def test_a_wrong_signature_stops_at_once(small: SmallSchool, server: Groups) -> None:
    add(small, kind=ChannelKind.FEISHU, address=Address(url=server.url("feishu"), secret="SECanother-secret-1"), grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册第 12 页", 20))
    evening_of(small).until(at(MONDAY, 19), timedelta(minutes=10))
    (row,) = deliveries(small)
    assert (row.state, row.fault, row.code, len(server.asked)) == ("refused", "sign", "19021", 1)


def test_a_mail_arrives(database: Config) -> None:
    with post_office() as office:
        small = school_for(database, f"127.0.0.1:{office.port}", private=True)
        address = Address(host="127.0.0.1", port=office.port, security="none", sender="notice@example.edu.cn", to=("a@example.edu.cn", "b@example.edu.cn"))
        add(small, kind=ChannelKind.MAIL, address=address, grade=3)
        post(small, "t01", [(3, 1)], Draft("练习册第 12 页", 20))
        evening_of(small).at(SET_TIME)
        assert states(small) == ["sent"] and len(office.mails) == 1 and "Subject: =?utf-8?" in office.mails[0]
        small.house.close()


CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from schoolapp.config import Config
from schoolapp.services import outbox
from schoolapp.services.school import open_house
folder, url, host, now = sys.argv[1:]
house = open_house(Config(Path(folder), url, outbox_hosts=(host,), outbox_private=True))
outbox.tell_due(house=house, clock=lambda: datetime.fromisoformat(now))
"""


@pytest.mark.parametrize(("mood", "copies"), [("hang", 1), ("accept then hang", 2)])
def test_a_sender_killed_in_the_middle(small: SmallSchool, server: Groups, mood: str, copies: int) -> None:
    """Nothing is lost; it comes twice only where the group had it, and its answer was lost."""
    add(small, kind=ChannelKind.DINGTALK, address=Address(url=server.url("dingtalk"), secret=SECRET), grade=3)
    post(small, "t01", [(3, 1)], Draft("练习册第 12 页", 20))
    server.moods.append(mood)
    config = small.house.config
    given = [str(config.data_dir), config.database_url, config.outbox_hosts[0], SET_TIME.isoformat()]
    with subprocess.Popen([sys.executable, "-c", CHILD, *given], cwd=ROOT) as child:
        assert server.came.wait(30)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert states(small) == ["sending"]
    evening = evening_of(small)
    evening.at(SET_TIME + timedelta(seconds=30))
    assert states(small) == ["sending"] and len(server.heard) == 1  # the lease of the dead one holds
    evening.at(SET_TIME + timedelta(minutes=3))
    assert states(small) == ["sent"] and server.texts == [DIGEST] * copies
    assert not outbox.is_due(house=small.house, now=SET_TIME + timedelta(days=1))
