"""The random parameters and cases of ``values.py``."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def values():
    """The module ``values.py`` beside this file."""
    spec = spec_from_file_location("behaviour_values", Path(__file__).with_name("values.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
