package io.epochal.trainer.djl.backbone;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.epochal.protocol.field.Fields;
import java.io.IOException;
import java.util.List;

/**
 * A plug-in that brings models. Its class is public, has a public constructor without arguments and a {@link
 * io.epochal.trainer.plugin.ProviderName}; {@link java.util.ServiceLoader} finds it in the trainer's plug-in path.
 *
 * <p>The block is a function of the options and the shapes alone: it is made again when a run resumes, and to evaluate and predict, each
 * time with the weights of a checkpoint. Its parameters are the model's weights, under their names in {@link Block#getParameters}; they
 * are 32-bit floats. Those that are frozen are stored and not trained. State outside of parameters is lost.
 *
 * <p>What it draws from DJL, in its first weights and in dropout, is a function of the run's seed and the step.
 */
public interface ModelProvider {
    /**
     * Makes the block. It takes one tensor for each input, the batch first, and gives one, the batch first; 32-bit floats. Its parameters
     * may be initialized already; else they are by their initializers.
     *
     * @param options {@code model.options} of the run spec; one that is not read is refused
     * @param inputs the shape of one row of each input, as Keras has it: channels last
     * @throws io.epochal.protocol.field.SpecException for an option that is wrong; {@link Fields} has the usual ones
     * @throws IOException that says what else is wrong, such as shapes that it cannot take
     */
    Block create(Fields options, List<Shape> inputs) throws IOException;
}
