"""The words of suggestions, each sentence by its Chinese key: categories as a parent says them, what is wrong with a text."""

from __future__ import annotations

from schoolapp.rules.suggestions import Category
from schoolapp.words import N_

# The categories in a parent's words.
CATEGORY_WORDS = {
    Category.TOO_MUCH: N_("作业太多，写到太晚"), Category.PARENTS: N_("要家长检查、批改或签字"), Category.PUNITIVE: N_("罚抄，或反复抄写"),
    Category.MARKING: N_("让学生自己批改、互相批改"), Category.SERVICE: N_("课后服务没开，或时间不够"), Category.NEW_LESSON: N_("课后服务时间讲新课"),
    Category.FORCED: N_("课后服务强制参加或收费"), Category.PAID: N_("老师在校外有偿补课"), Category.EXAMS: N_("考试太多，或公布分数、排名"),
    Category.ADVERTS: N_("校园里有商业广告"), Category.OTHER: N_("其他问题"), Category.IDEA: N_("提一个建议"),
}
FAULT_WORDS = {
    "none": N_("请选一项"), "short": N_("请再写几句，至少 10 个字"), "long": N_("写得太长了，最多 1000 个字"),
    "identity": N_("里面像是有身份证号。为了保护您和孩子，请去掉"),
    "mobile": N_("里面像是有手机号。为了保护您，请去掉；想让校长联系您，请填在下面的“联系方式”里"),
    "mail": N_("里面像是有邮箱地址。为了保护您，请去掉；想让校长联系您，请填在下面的“联系方式”里"), "future": N_("这一天还没有到"),
    "old": N_("这一天不在这个班所在的学年"), "unknown": N_("请从列出的班级中选择"),
}
