"""Runs that come with the program, so that the first page is never empty.

``python -m dashboard.samples`` computes them again, in some minutes: after a change of the model.
"""
