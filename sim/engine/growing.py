"""The contact table of a run, growing while the engine runs."""

import numpy as np
from numpy.typing import NDArray

from sim.records import CONTACT


class ContactTable:
    """Contact records one after the other, as words: NumPy copies records field by field.

    What costs else is memory touched for the first time, 0.7 ns a byte. So the array grows where it
    is, by little at a time, the system moving pages and not bytes: blocks that are put together at
    the end touch twice as much, and an array that doubles up to three times.
    """

    def __init__(self) -> None:
        self._words = np.empty((0, CONTACT.itemsize // 8), np.uint64)
        self._filled = 0

    def add(self, block: NDArray[np.uint64]) -> None:
        """Append the words of a block of records."""
        end = self._filled + len(block)
        if end > len(self._words):
            # Nobody has a view of it yet.
            self._words.resize((end + end // 16, block.shape[1]), refcheck=False)
        self._words[self._filled : end] = block
        self._filled = end

    def records(self) -> NDArray[np.void]:
        """Return all records, once: no more can be added."""
        self._words.resize((self._filled, self._words.shape[1]), refcheck=False)
        return self._words.reshape(-1).view(CONTACT)

    def copy(self) -> NDArray[np.void]:
        """Return a copy of the records so far; more can be added."""
        return self._words[: self._filled].copy().reshape(-1).view(CONTACT)
