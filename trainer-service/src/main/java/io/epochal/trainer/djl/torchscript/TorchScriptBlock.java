package io.epochal.trainer.djl.torchscript;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.epochal.protocol.model.TorchScriptBackbone;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of TorchScript as a block. Where it is trained its parameters and buffers are the block's, under their names in PyTorch;
 * the module keeps them in its own memory, which is theirs too.
 */
public final class TorchScriptBlock extends AbstractBlock {
    private final TorchScriptModule module;
    private final ReplacedBuffers replaced;
    private final ImageLayout layout;

    private TorchScriptBlock(TorchScriptModule module, ReplacedBuffers replaced, ImageLayout layout) {
        this.module = module;
        this.replaced = replaced;
        this.layout = layout;
    }

    /** @param weights those that training changes, by their names; empty for an encoder that is frozen */
    static TorchScriptBlock of(
            TorchScriptModule module, Map<String, NDArray> weights, ReplacedBuffers replaced, ImageLayout layout) {
        TorchScriptBlock block = new TorchScriptBlock(module, replaced, layout);
        weights.forEach((name, values) -> block.add(name, values));
        return block;
    }

    private void add(String name, NDArray values) {
        Parameter parameter = addParameter(
                Parameter.builder().setName(name).setType(Parameter.Type.OTHER).build());
        parameter.freeze(!TorchScriptModule.getsGradient(values));
        parameter.setArray(values);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> arguments) {
        NDArray input = layout.toModule(inputs.singletonOrThrow());
        NDManager scope = input.getManager();
        module.setTraining(training);
        replaced.into(module, scope);
        try {
            NDArray output = module.forward(input);
            replaced.outOf(module, scope);
            return new NDList(layout.fromModule(output));
        } catch (EngineException e) {
            throw new IllegalStateException(EngineMessage.of(e), e);
        }
    }

    /** The engine finds it by asking. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        throw new UnsupportedOperationException(TorchScriptBackbone.NAME + ": only a call says what it gives");
    }
}
