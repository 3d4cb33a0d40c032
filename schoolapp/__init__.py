"""schoolapp: homework caps, the parents' notice, after-school service and the evidence of all three for one school."""

__version__ = "0.1.0"
