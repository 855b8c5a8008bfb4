"""A scenario described for readers and reviewers: an ODD document with that scenario's numbers.

The order is that of the ODD protocol (Grimm et al. 2020, JASSS 23(2) 7); each heading names the
items of the STRESS-ABS checklist (Monks et al. 2019, Journal of Simulation 13(1) 55-67) it answers.
"""

from scenarios.description.document import describe

__all__ = ["describe"]
