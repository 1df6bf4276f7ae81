package io.epochal.trainer.djl.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.torchscript.CodeArchive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;

/**
 * A function in TorchScript that changes tensors in place: PyTorch's operations that DJL has no name for, and many of them in one call.
 * It belongs to the manager that it was loaded with. Gradients are not recorded.
 */
public final class TorchFunction {
    private static final String MODULE = "Function";
    private static final String HEAD =
            """
            class Function(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def call(self: __torch__.Function, %s) -> NoneType:
            %s    return None
            """;
    private static final int INDENT = 4;

    private final PtSymbolBlock module;

    private TorchFunction(PtSymbolBlock module) {
        this.module = module;
    }

    /**
     * @param arguments with their types: {@code "values: List[Tensor], rate: float"}
     * @param statements in TorchScript, as PyTorch stores it: {@code torch.add_(a, b)} for {@code a.add_(b)}
     * @throws ai.djl.engine.EngineException when PyTorch cannot compile that
     */
    public static TorchFunction of(String arguments, String statements, NDManager manager) {
        byte[] archive = CodeArchive.of(MODULE, HEAD.formatted(arguments, statements.indent(INDENT)));
        // As for the encoders of users: optimized code may give other bits from its third call on.
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return new TorchFunction(
                    JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive), true, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param arguments are closed; the tensors in them are not */
    public void call(IValue... arguments) {
        try {
            IValueUtils.runMethod(module, "call", arguments).close();
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /** A list of tensors as an argument. */
    public static IValue tensors(Collection<NDArray> tensors) {
        return IValue.listFrom(tensors.toArray(PtNDArray[]::new));
    }
}
