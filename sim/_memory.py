"""Where the engine's arrays lie: passing them by reference, fetching from them ahead of need.

Numba passes a named tuple by value: 28 arrays are 1.8 kB copied at every call that is not inlined,
and with everything inlined the engine took 84 s to compile. `by_reference` puts the tuple once on
the stack of the function that Python calls; what it returns is one pointer with the same fields.
With large kernels called that way (`sim._jit.apart`) it takes 32 s, and runs as fast.

Arrays taken from a reference are tables: indices into them count from the start alone, so that no
instructions look for negative ones. Records linked by number, as contacts in line and pending
events are, would otherwise cost four more at each step: a twelfth of all.

`prefetch` asks for the memory of a customer who will soon be needed. With a million customers each
access to a new one is a miss of all caches, 100 ns or more.
"""

import hashlib
import operator
from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.types.containers import BaseTuple, Tuple
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_builtin, models, register_model


class Reference(types.Type):
    """Type of a pointer to a named tuple that stays as it is."""

    def __init__(self, target: Any) -> None:
        self.target = target
        # What distinguishes one engine from another is 14 kB of text, and each symbol would have it
        # in its name: 10 MB on disk, loaded in 0.1 s by every process, in place of 2 MB in 0.05 s.
        digest = hashlib.sha256(str(target).encode()).hexdigest()[:16]
        super().__init__(name=f"Reference({target.instance_class.__name__}, {digest})")


@register_model(Reference)
class _ReferenceModel(models.PrimitiveModel):
    """A pointer to the tuple as it lies in memory."""

    def __init__(self, manager: Any, reference: Reference) -> None:
        target = manager[reference.target].get_value_type()
        super().__init__(manager, reference, ir.PointerType(target))


class Table(types.Array):
    """Type of an array whose indices are never negative."""

    def __init__(self, array: Any) -> None:
        self.array = array
        super().__init__(
            array.dtype,
            array.ndim,
            array.layout,
            not array.mutable,
            f"Table({array})",
            array.aligned,
        )


register_model(Table)(models.ArrayModel)


@infer_getattr
class _ReferenceAttribute(AttributeTemplate):
    """Fields of the tuple are fields of the reference."""

    key = Reference

    def generic_resolve(self, reference: Reference, name: str) -> Any:
        fields = reference.target.fields
        if name in fields:
            field = reference.target.types[fields.index(name)]
            return Table(field) if isinstance(field, types.Array) else field
        return None


@lower_getattr_generic(Reference)
def _get_field(context: Any, builder: Any, reference: Reference, value: Any, name: str) -> Any:
    index = reference.target.fields.index(name)
    return builder.load(cgutils.gep_inbounds(builder, value, 0, index))


def _from_start(context: Any, builder: Any, index_type: Any, index: Any) -> tuple[Any, Any]:
    """Type and value of an index, or of a tuple of them, that is not looked at for its sign."""
    if isinstance(index_type, types.Integer):
        return types.uintp, context.cast(builder, index, index_type, types.uintp)
    if not isinstance(index_type, BaseTuple):
        return index_type, index
    parts = [
        _from_start(context, builder, part_type, part)
        for part_type, part in zip(
            index_type, cgutils.unpack_tuple(builder, index, len(index_type)), strict=True
        )
    ]
    tuple_type = Tuple([part_type for part_type, _ in parts])
    return tuple_type, context.make_tuple(builder, tuple_type, [part for _, part in parts])


@lower_builtin(operator.getitem, Table, types.Integer)
@lower_builtin(operator.getitem, Table, BaseTuple)
def _get_item(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    index_type, index = _from_start(context, builder, signature.args[1], arguments[1])
    plain = signature.return_type(signature.args[0].array, index_type)
    return context.get_function(operator.getitem, plain)(builder, (arguments[0], index))


@lower_builtin(operator.setitem, Table, types.Integer, types.Any)
@lower_builtin(operator.setitem, Table, BaseTuple, types.Any)
def _set_item(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    index_type, index = _from_start(context, builder, signature.args[1], arguments[1])
    plain = types.void(signature.args[0].array, index_type, signature.args[2])
    return context.get_function(operator.setitem, plain)(
        builder, (arguments[0], index, arguments[2])
    )


@intrinsic
def _by_reference(typing_context: Any, target: Any) -> Any:
    """The tuple's place on the caller's stack."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del context, signature
        return cgutils.alloca_once_value(builder, arguments[0])

    return Reference(target)(target), generate


@intrinsic
def _prefetch(typing_context: Any, array: Any, index: Any, offset: Any) -> Any:
    """The processor's instruction, for a byte of an element of a vector."""
    del typing_context

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array_type = signature.args[0]
        vector = context.make_array(array_type)(context, builder, arguments[0])
        element = cgutils.get_item_pointer(
            context, builder, array_type, vector, [arguments[1]], wraparound=False
        )
        byte = ir.IntType(8)
        place = builder.gep(builder.bitcast(element, byte.as_pointer()), [arguments[2]])
        number = ir.IntType(32)
        fetch = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [byte.as_pointer(), number, number, number]),
            "llvm.prefetch.p0",
        )
        # To be read and written, kept in all caches, data.
        builder.call(fetch, [place, number(1), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64, types.int64), generate


def _not_fetched(array: Any, index: int, offset: int) -> None:
    """What prefetching is where nothing is compiled."""


def _itself(target: Any) -> Any:
    """What a reference is where nothing is compiled."""
    return target


by_reference = _itself if numba.config.DISABLE_JIT else _by_reference
"""Reference to a named tuple, for functions called from here on."""

prefetch = _not_fetched if numba.config.DISABLE_JIT else _prefetch
"""Fetch the cache line at a byte offset of an element of a vector of records."""
