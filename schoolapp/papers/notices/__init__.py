"""What families get of the notice beside its page: the picture of a day, the poster of a class, the calendar and the feed. Facts in, bytes
out."""

from schoolapp.papers.notices.feeds import FeedEntry, FeedFacts, atom_feed, calendar_file
from schoolapp.papers.notices.picture import PictureFacts, PictureItem, day_picture
from schoolapp.papers.notices.poster import PosterFacts, class_poster

__all__ = ["FeedEntry", "FeedFacts", "PictureFacts", "PictureItem", "PosterFacts", "atom_feed", "calendar_file", "class_poster", "day_picture"]
