"""Figures and their tables: pure functions of a data frame, a language and a colour scheme."""
