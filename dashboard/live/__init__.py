"""Live levers: the whole model again at every move, paired with a baseline that is kept."""
