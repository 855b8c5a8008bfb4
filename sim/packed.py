"""Parameters as the kernels read them: records per channel, kind, both, and desk with channel.

`sim.params` holds a scenario as named arrays, which is how people and builders think of it. Passing
those 40 arrays by value from kernel to kernel made a contact cost 20 µs and compilation 85 s; the
same numbers as records are four arrays. Field names are those of `sim.params`.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.params import Behaviour, Params, Policies

_BY_KIND = (
    "kind_appeal",
    "audience_appeal",
    "resolution_factor",
    "handling_factor",
    "patience_factor",
)


class Packed(NamedTuple):
    """What behaviour functions take as `p`; C channels, K kinds, D desks."""

    channels: NDArray[np.void]  # (C,) the (C,) and (C, 3) fields of params.Channels, and log δ
    by_kind: NDArray[np.void]  # (C, K) its (C, K) fields
    kinds: NDArray[np.void]  # (K,) the (K,) fields of params.Kinds
    serving: NDArray[np.void]  # (D, C) the (D, C) and (D, C, 3) fields of params.Serving
    behaviour: NDArray[np.void]  # (1,) the fields of params.Behaviour
    policies: NDArray[np.void]  # (1,) the fields of params.Policies


def records(columns: dict[str, NDArray[Any]], dimensions: int = 1) -> NDArray[np.void]:
    """Equally long named columns as one array of records; further dimensions become subarrays."""
    shape = next(iter(columns.values())).shape[:dimensions]
    fields = [(name, column.dtype, column.shape[dimensions:]) for name, column in columns.items()]
    table = np.zeros(shape, np.dtype(fields, align=True))
    for name, column in columns.items():
        table[name] = column
    return table


def pack(params: Params) -> Packed:
    """`params` as records."""
    channels = params.channels._asdict()
    by_kind = {name: channels.pop(name) for name in _BY_KIND}
    # A logarithm a channel and choice, 8 ns each, that is the same every time.
    delays = channels["acceptable_delay"].tolist()
    channels["log_acceptable_delay"] = np.array([math.log(delay) for delay in delays])
    kinds = params.kinds._asdict()
    kinds.pop("complaint")
    return Packed(
        channels=records(channels),
        by_kind=records(by_kind, dimensions=2),
        kinds=records(kinds),
        serving=records(params.serving._asdict(), dimensions=2),
        behaviour=_single(params.behaviour),
        policies=_single(params.policies),
    )


def _single(values: Behaviour | Policies) -> NDArray[np.void]:
    """One record of the fields of `values`."""
    return records({name: np.asarray([value]) for name, value in values._asdict().items()})
