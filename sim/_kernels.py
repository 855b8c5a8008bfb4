"""Compiling what only kernels call: intermediate code that goes into its callers, and no more.

Numba makes machine code of every function it compiles, with two ways in from Python, optimises it,
and optimises it again as part of each caller. A kernel needs none of that before the function that
Python calls is complete.
"""

from typing import Any

from numba import _dynfunc
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NativeLowering


class _Library(JITCodeLibrary):
    """Intermediate code to be linked into that of callers."""

    def _optimize_final_module(self) -> None:
        """Leave it to the callers."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True


@register_pass(mutates_CFG=True, analysis_only=False)
class _KernelLowering(NativeLowering):
    """Lower a function without compiling it."""

    _name = "kernel_lowering"

    def run_pass(self, state: Any) -> bool:
        target = state.targetctx
        state.library = _Library(target.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        state.flags.no_compile = True
        state.flags.no_cpython_wrapper = True
        state.flags.no_cfunc_wrapper = True
        super().run_pass(state)
        lowered = state["cr"]
        # Callers know a function by this object; nobody can call it.
        name = lowered.fndesc.qualname
        known = _dynfunc.make_function(
            lowered.fndesc.lookup_module(), name, name, 0, lowered.env, (state.library,)
        )
        target.insert_user_function(known, lowered.fndesc, [state.library])
        state["cr"] = lowered._replace(cfunc=known)
        return True


class KernelCompiler(CompilerBase):
    """Numba's own passes, the lowering replaced."""

    def define_pipelines(self) -> list[Any]:
        pipeline = DefaultPassBuilder.define_nopython_pipeline(self.state)
        pipeline.passes = [
            (_KernelLowering, text) if step is NativeLowering else (step, text)
            for step, text in pipeline.passes
        ]
        pipeline.finalize()
        return [pipeline]
