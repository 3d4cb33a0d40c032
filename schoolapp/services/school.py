"""Opens and migrates a school's data, and reads what every use case needs of the school: calendar, profiles, phones, classes of a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from schoolapp import paths
from schoolapp.config import Config
from schoolapp.records import people as people_records
from schoolapp.records import school as records
from schoolapp.records.engine import engine_for, reading, schema_revision
from schoolapp.records.school import SchoolRow
from schoolapp.rules.calendar import Calendar, Term
from schoolapp.rules.people import ClassRef, Stage, System, school_year_of, stage_of
from schoolapp.rules.permits import NotFound
from schoolapp.rules.policy import Profile, default_profile, profile_on
from schoolapp.services.house import House


class OldSchema(Exception):
    """The database is not at the schema of this program: run `schoolapp migrate`."""


class UnknownSchema(Exception):
    """The database is at a schema that this program does not know, a newer program's for instance."""


@dataclass(frozen=True, slots=True)
class ShownSchool:
    """What every page shows of the school; before the set-up the name is empty."""

    name: str
    seal: str
    is_demo: bool
    report_phone: str
    report_email: str
    district: str
    district_phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The school's standing facts at one data version: everything the rules ask for beside the day's records."""

    school: SchoolRow
    calendar: Calendar
    terms: tuple[Term, ...]
    profiles: tuple[Profile, ...]
    classes: dict[int, ClassRef]
    _of_year: dict[int, tuple[ClassRef, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        years: dict[int, list[ClassRef]] = {}
        for one in self.classes.values():
            years.setdefault(one.year, []).append(one)
        self._of_year.update((year, tuple(found)) for year, found in years.items())

    @property
    def system(self) -> System:
        return self.school.system

    def profile(self, day: date) -> Profile:
        """The profile that judges `day`."""
        return profile_on(self.profiles, day)

    def stage(self, grade: int) -> Stage:
        return stage_of(self.school.system, grade)

    def classes_of(self, year: int, grade: int | None = None) -> list[ClassRef]:
        """Classes of a school year (and grade), in school order."""
        return [c for c in self._of_year.get(year, ()) if grade is None or c.grade == grade]

    def grades_of(self, year: int) -> list[int]:
        return sorted({c.grade for c in self._of_year.get(year, ())})

    def year_on(self, day: date) -> int:
        """The school year whose classes are at work on `day`: its own, or the newest before it that has classes."""
        own = school_year_of(day)
        return max((year for year in self._of_year if year <= own), default=own)

    def get_class(self, class_id: int) -> ClassRef:
        """NotFound where there is no such class."""
        found = self.classes.get(class_id)
        if found is None:
            raise NotFound
        return found


def migrate(config: Config) -> None:
    """Makes the data folder and brings the database to the current schema; data stay. UnknownSchema where there is no way from its own."""
    from alembic import command
    config.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = engine_for(config.url)
    try:
        with reading(engine) as connection:
            present = schema_revision(connection)
        if present is not None and present not in _revisions():
            raise UnknownSchema
        with engine.connect().execution_options(writes=True) as connection:
            settings = _alembic(config)
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    finally:
        engine.dispose()
    House(config).secret("forms")


def _alembic(config: Config):  # type: ignore[no-untyped-def]
    from alembic.config import Config as AlembicConfig
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    settings.set_main_option("sqlalchemy.url", config.url.replace("%", "%%"))
    return settings


def newest_revision() -> str:
    """The schema that this program works with: the number that the name of the newest migration begins with. Alembic would say the same
    (a test asks it), but takes longer to load than a short command runs."""
    return max(_revisions())


def _revisions() -> set[str]:
    return {path.name.partition("_")[0] for path in (paths.migrations() / "versions").glob("[0-9]*.py")}


def open_house(config: Config) -> House:
    """Opens a school whose database is at the current schema; OldSchema otherwise."""
    house = House(config)
    with house.reading() as connection:
        present = schema_revision(connection)
    if present != newest_revision():
        house.close()
        raise OldSchema
    return house


def shown_school(*, house: House) -> ShownSchool:
    """Name, seal and phones for the page's frame."""
    return house.remembered("shown_school", house.data_version(), lambda: _read_shown(house))


def _read_shown(house: House) -> ShownSchool:
    with house.reading() as connection:
        row = records.find_school(connection)
    if row is None:
        return ShownSchool("", "校", False, "", "", "", "", "zh")
    return ShownSchool(row.name, row.name[:1], row.is_demo, row.report_phone, row.report_email, row.district, row.district_phone, row.language)


def has_school(*, house: House) -> bool:
    """Whether the school has been set up."""
    return bool(shown_school(house=house).name)


def standing_of(*, house: House) -> Standing:
    """The standing facts, kept by data version. NotFound before the school is set up."""
    def make() -> Standing:
        with house.reading() as connection:
            return read_standing(connection)
    return house.remembered("standing", house.data_version(), make)


def read_standing(connection: Connection) -> Standing:
    """The standing facts as this transaction sees them."""
    school = records.find_school(connection)
    if school is None:
        raise NotFound
    terms = tuple(records.list_terms(connection))
    rows = tuple(row for _, _, row in records.list_calendar_rows(connection))
    profiles = tuple(profile for _, profile in records.list_profiles(connection)) or (default_profile(school.system, date(2015, 1, 1)),)
    classes = {c.id: c for c in people_records.list_classes(connection)}
    return Standing(school, Calendar(terms, rows), terms, profiles, classes)
