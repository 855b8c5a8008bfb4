"""The brief on paper: a PDF of one page, drawn here, without a browser.

Module            What it holds
================  ================================================================================
`sheet`           a page of A4: text with real fonts, lines, areas
`flow`            paragraphs with strong words, tables
`drawing`         a chart of the pages, from its figure
`brief`           what is said, and where
"""

from dashboard.report.paper.brief import brief

__all__ = ["brief"]
