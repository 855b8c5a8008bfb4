"""What numba does to compile a kernel that becomes part of its callers, and to load, and no more.

By itself numba makes machine code of each function that another calls, with two ways in from
Python, and optimises it once alone and once more in every caller. That took two thirds of the 57 s
of the first compilation. A kernel needs none of it until the function is whole that Python calls:
`KernelCompiler` stops at intermediate code.

Loading machine code, numba first gets ready to compile, which takes 0.2 s; `MachineCode` leaves
that to the first function that is not on disk.
"""

from typing import Any

from numba import _dynfunc
from numba.core.caching import FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering

__all__ = ["KernelCompiler", "MachineCode"]


class _IntermediateCode(JITCodeLibrary):
    """Code to be linked into that of callers, which are optimised as a whole."""

    def _optimize_final_module(self) -> None:
        """Leave it to the callers."""

    def _finalize_final_module(self) -> None:
        """Be ready for linking, and stay out of the memory of machine code."""
        self._finalize_dynamic_globals()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(NativeLowering):
    """Numba's lowering of a typed function, that ends before machine code."""

    _name = "kernel_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _IntermediateCode(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        state.flags.no_cpython_wrapper = True
        state.flags.no_cfunc_wrapper = True
        super().run_pass(state)
        lowered = state["cr"]
        # Callers look the code up by an object of this kind, which numba has call machine code.
        label = _dynfunc.make_function(
            lowered.fndesc.lookup_module(),
            lowered.fndesc.qualname,
            "intermediate code",
            0,
            lowered.env,
            (state.library,),
        )
        state.targetctx.insert_user_function(label, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=label)
        return True


class KernelCompiler(CompilerBase):
    """Numba's compiler of functions without Python objects, with another lowering."""

    def define_pipelines(self) -> list[Any]:
        """Return the passes, all of them numba's but one."""
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.passes = [
            (_KernelLowering if step is NativeLowering else step, text)
            for step, text in pipeline.passes
        ]
        pipeline.finalize()
        return [pipeline]


class MachineCode(FunctionCache):
    """The machine code of a function on disk."""

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Load what was compiled for a signature, if it was."""
        with self._guard_against_spurious_io_errors():
            return self._load_overload(signature, target_context)
