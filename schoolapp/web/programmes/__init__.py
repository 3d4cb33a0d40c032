"""Planning the after-school service in the browser: the term's programmes with their clashes, copying them, summer and winter timetables, the written
plan, care outside the service. Today's sessions stand in `afterschool`, who signed up in `sign_up`."""

from flask import Blueprint

door = Blueprint("programmes", __name__, url_prefix="/service")

from schoolapp.web.programmes import care, copying, listing, plans, seasons, sentences  # noqa: E402,F401  (they put their views on the door)
