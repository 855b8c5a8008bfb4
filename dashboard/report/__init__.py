"""Reports: a run, a comparison or a fit as one file that opens anywhere, without a network."""

from dashboard.report.subjects import of_fit, of_pair, of_run

__all__ = ["of_fit", "of_pair", "of_run"]
