"""The articles' claims as the model judges them; every number is one of the document's."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from calibration.claims import claims as known_claims

VERDICTS = ("supported", "depends", "not supported")


def judged(content: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row per claim.

    Columns ``id``, ``claim_en``, ``claim_fr``, ``measure``, ``sign`` (in which direction the claim
    counts; 0 for one about figures), ``mean``, ``low``, ``high`` (NaN if there is no single
    effect), ``touches``, ``touches_effect``, ``sensitive_to``, ``verdict``, ``words_en``,
    ``words_fr``, ``share`` (of draws at which it holds; NaN if it is not by draw).
    """
    known = known_claims()
    rows = []
    for one in content["claims"]:
        effect = one["effect"] or {}
        claim = known.get(one["id"])
        rows.append(
            {
                "id": one["id"],
                "claim_en": one["claim"]["en"],
                "claim_fr": one["claim"]["fr"],
                "measure": one["measure"],
                "sign": {"up": 1, "down": -1}.get(claim.direction if claim else "", 0),
                "mean": effect.get("mean", np.nan),
                "low": effect.get("ci_low", np.nan),
                "high": effect.get("ci_high", np.nan),
                "touches": one["touches"],
                "touches_effect": _or_nan(one["touches_effect"]),
                "sensitive_to": one["sensitive_to"],
                "verdict": one["verdict"],
                "words_en": one["words"]["en"],
                "words_fr": one["words"]["fr"],
                "share": _or_nan(one["details"].get("share_of_draws")),
            }
        )
    return pd.DataFrame(rows)


def about_plans(content: Mapping[str, Any]) -> pd.DataFrame:
    """Return the claims that a plan was tried for, with ``place`` and ends in half widths.

    ``place`` is the effect in the direction of the claim over the half width of its interval, so
    that above 1 the claim is supported and below -1 the contrary is.
    """
    rows = judged(content)
    half = (rows["high"] - rows["low"]) / 2
    rows = rows.assign(place=rows["sign"] * rows["mean"] / half.where(half > 0))
    return rows[(rows["sign"] != 0) & rows["place"].notna()].reset_index(drop=True)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else float(value)
