"""Passing the engine's arrays by reference between compiled functions.

Numba passes a named tuple by value: 28 arrays are 1.8 kB copied at every call that is not inlined,
and with everything inlined the engine took 84 s to compile. `by_reference` puts the tuple once on
the stack of the function that Python calls; what it returns is one pointer with the same fields.
With large kernels called that way (`sim._jit.apart`) it takes 32 s, and runs as fast.
"""

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, models, register_model


class Reference(types.Type):
    """Type of a pointer to a named tuple that stays as it is."""

    def __init__(self, target: Any) -> None:
        self.target = target
        super().__init__(name=f"Reference({target})")


@register_model(Reference)
class _ReferenceModel(models.PrimitiveModel):
    """A pointer to the tuple as it lies in memory."""

    def __init__(self, manager: Any, reference: Reference) -> None:
        target = manager[reference.target].get_value_type()
        super().__init__(manager, reference, ir.PointerType(target))


@infer_getattr
class _ReferenceAttribute(AttributeTemplate):
    """Fields of the tuple are fields of the reference."""

    key = Reference

    def generic_resolve(self, reference: Reference, name: str) -> Any:
        fields = reference.target.fields
        if name in fields:
            return reference.target.types[fields.index(name)]
        return None


@lower_getattr_generic(Reference)
def _get_field(context: Any, builder: Any, reference: Reference, value: Any, name: str) -> Any:
    index = reference.target.fields.index(name)
    return builder.load(cgutils.gep_inbounds(builder, value, 0, index))


@intrinsic
def _by_reference(typing_context: Any, target: Any) -> Any:
    """The tuple's place on the caller's stack."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return cgutils.alloca_once_value(builder, arguments[0])

    return Reference(target)(target), generate


def _itself(target: Any) -> Any:
    """What a reference is where nothing is compiled."""
    return target


by_reference = _itself if numba.config.DISABLE_JIT else _by_reference
"""Reference to a named tuple, for functions called from here on."""
