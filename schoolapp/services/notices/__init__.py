"""What parents read of a class behind its link: day and week (`days`), where links lead (`links`), the picture, the poster and the feeds made of
them. The board of the whole school stands in `noticeboard`."""

from schoolapp.papers.qr import qr_svg
from schoolapp.services.notices.days import day_notice, week_notice
from schoolapp.services.notices.facts import DayNotice, NoticeItem, NoticeState, ServiceNotice, ServiceSlot, WeekDay, WeekNotice
from schoolapp.services.notices.links import Link, Links, links_of
from schoolapp.services.notices.takeaway import feed_of_class, last_change, picture_of_day, poster_of_class

__all__ = ["DayNotice", "Link", "Links", "NoticeItem", "NoticeState", "ServiceNotice", "ServiceSlot", "WeekDay", "WeekNotice", "day_notice",
           "feed_of_class", "last_change", "links_of", "notice_qr", "picture_of_day", "poster_of_class", "week_notice"]


def notice_qr(address: str) -> str:
    """The address of a notice as an inline SVG, for the printed page."""
    return qr_svg(address, module=3, quiet=2)
