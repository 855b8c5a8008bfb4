"""Wiring only: validate what the browser sent, call a pure function, return."""
