"""Use cases of questionnaires: opening and closing them (`run`), answering (`answering`), counts from paper (`tally`), what came of them
(`results`, `chart`)."""

from __future__ import annotations

from schoolapp.services.surveys.answering import (
    OpenSurvey,
    SheetState,
    SurveyForm,
    SurveyRefused,
    asks_on_paper,
    family_form,
    give_family_answer,
    give_teacher_answer,
    open_for_class,
    open_for_teacher,
    teacher_form,
)
from schoolapp.services.surveys.chart import results_chart
from schoolapp.services.surveys.results import (
    ProgrammeSurvey,
    Results,
    SurveyFigure,
    results_of,
    results_workbook,
    survey_figures,
    surveys_of_programme,
)
from schoolapp.services.surveys.run import (
    SurveyDraft,
    SurveyFaults,
    SurveyView,
    choices,
    close_due,
    close_survey,
    get_survey,
    is_due,
    list_surveys,
    open_survey,
)
from schoolapp.services.surveys.tally import TallyFaults, TallyForm, open_tallies, paper_form, save_tally, tally_form

__all__ = [
    "OpenSurvey",
    "ProgrammeSurvey",
    "Results",
    "SheetState",
    "SurveyDraft",
    "SurveyFaults",
    "SurveyFigure",
    "SurveyForm",
    "SurveyRefused",
    "SurveyView",
    "TallyFaults",
    "TallyForm",
    "asks_on_paper",
    "choices",
    "close_due",
    "close_survey",
    "family_form",
    "get_survey",
    "give_family_answer",
    "give_teacher_answer",
    "is_due",
    "list_surveys",
    "open_for_class",
    "open_for_teacher",
    "open_survey",
    "open_tallies",
    "paper_form",
    "results_chart",
    "results_of",
    "results_workbook",
    "save_tally",
    "survey_figures",
    "surveys_of_programme",
    "tally_form",
    "teacher_form",
]
