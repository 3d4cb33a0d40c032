"""The self-check: the checklist's items as data, what each is judged by, and the verdict with the figures it rests on. Pure functions over facts."""
