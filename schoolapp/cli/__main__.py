"""`python -m schoolapp.cli`: the same command without the console script."""

from schoolapp.cli import main

main()
