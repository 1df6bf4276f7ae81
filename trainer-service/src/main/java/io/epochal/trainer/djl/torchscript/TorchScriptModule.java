package io.epochal.trainer.djl.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.torchscript.BuffersAsParameters;
import io.epochal.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** One module that {@code torch.jit.save} wrote, loaded on this thread's device. It belongs to the manager that it was loaded with. */
final class TorchScriptModule implements AutoCloseable {
    private static final String[] NO_FILES = {};

    private final PtSymbolBlock block;
    private boolean training;

    private TorchScriptModule(PtSymbolBlock block) {
        this.block = block;
        JniUtils.enableInferenceMode(block);
    }

    /**
     * One whose tensors stay as they are.
     *
     * @throws IOException that says what is wrong with the file, without naming it
     */
    static TorchScriptModule frozen(Path file, long limit, NDManager manager) throws IOException {
        TorchScriptArchive.check(file, limit);
        return loaded(file, false, manager);
    }

    /**
     * One whose buffers are parameters too. Those parameters get gradients that had them when the module was saved.
     *
     * @throws IOException as {@link #frozen}
     */
    static TorchScriptModule trained(Path file, long limit, NDManager manager) throws IOException {
        TorchScriptArchive.check(file, limit);
        Path copy = Files.createTempFile("encoder-", ".pt");
        try {
            return loaded(BuffersAsParameters.copy(file, copy) ? copy : file, true, manager);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static TorchScriptModule loaded(Path file, boolean gradients, NDManager manager) throws IOException {
        // Optimized code differs from what the first two calls run, and with it the bits of a run that was resumed. The
        // setting is this thread's.
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return new TorchScriptModule(
                    JniUtils.loadModule((PtNDManager) manager, file, true, NO_FILES, NO_FILES, gradients));
        } catch (EngineException e) {
            throw new IOException("cannot be loaded by PyTorch 2.7: " + EngineMessage.of(e), e);
        }
    }

    /**
     * Parameters by their names in PyTorch. The tensors are the module's own: what changes them in place changes the
     * module.
     *
     * @param owner of the handles, not of the memory
     */
    Map<String, NDArray> tensors(NDManager owner) {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        for (NDArray tensor : JniUtils.moduleGetParams(block, (PtNDManager) owner)) {
            tensors.put(tensor.getName(), tensor);
        }
        return tensors;
    }

    static boolean getsGradient(NDArray parameter) {
        return JniUtils.requiresGrad((PtNDArray) parameter);
    }

    /** In train or in eval mode, as PyTorch calls them. */
    void setTraining(boolean wanted) {
        if (wanted != training) {
            training = wanted;
            if (wanted) {
                JniUtils.enableTrainingMode(block);
            } else {
                JniUtils.enableInferenceMode(block);
            }
        }
    }

    /**
     * Calls {@code forward}. In eval mode without gradients, whatever the parameters are.
     *
     * @param input owns the result, by its manager
     * @throws EngineException when the module fails
     */
    NDArray forward(NDArray input) {
        NDArray output = IValueUtils.forward(block, new NDList(input), training).singletonOrThrow();
        // DJL calls in inference mode then, and layers that are trained cannot save such a tensor for their gradients.
        return training ? output : output.duplicate();
    }

    /**
     * What {@code forward} gives, when that is a tensor.
     *
     * @throws IOException that says what it gives instead, or why it fails
     */
    NDArray tried(NDArray input) throws IOException {
        try (IValue taken = IValue.from((PtNDArray) input);
                IValue given = block.forward(taken)) {
            if (!given.isTensor()) {
                throw new IOException(
                        "must give one tensor; its forward gives " + EngineMessage.printable(given.getType()));
            }
            return given.toTensor((PtNDManager) input.getManager());
        } catch (EngineException e) {
            throw new IOException(
                    "must have a forward that takes one tensor; with zeros of the shape " + input.getShape()
                            + " it fails: " + EngineMessage.of(e),
                    e);
        }
    }

    @Override
    public void close() {
        block.close();
    }
}
