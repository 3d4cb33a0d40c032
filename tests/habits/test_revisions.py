"""The schema's numbers: the names of the migrations say what Alembic says, so that opening a school need not load it."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from schoolapp import paths
from schoolapp.services.school import newest_revision


def test_the_newest_name_is_the_newest_revision() -> None:
    settings = Config()
    settings.set_main_option("script_location", str(paths.migrations()))
    scripts = ScriptDirectory.from_config(settings)
    assert scripts.get_current_head() == newest_revision()
    for script in scripts.walk_revisions():
        assert script.path.rsplit("/", 1)[-1].startswith(f"{script.revision}_")
