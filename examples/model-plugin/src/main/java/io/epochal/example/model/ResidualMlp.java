package io.epochal.example.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.norm.LayerNorm;
import io.epochal.protocol.field.Fields;
import io.epochal.trainer.djl.backbone.ModelProvider;
import io.epochal.trainer.plugin.ProviderName;
import java.io.IOException;
import java.util.List;

/** A multilayer perceptron whose inner layers add to what they get. */
@ProviderName("residual-mlp")
public final class ResidualMlp implements ModelProvider {
    @Override
    public Block create(Fields options, List<Shape> inputs) throws IOException {
        if (inputs.size() != 1 || inputs.get(0).dimension() != 1) {
            throw new IOException("takes one input with a row of numbers; the data have " + inputs);
        }
        int units = options.integer("units", 32, 1);
        int blocks = options.integer("blocks", 2, 0);
        float dropout = (float) options.numberIn("dropout", 0, 0, 1);
        SequentialBlock model = new SequentialBlock().add(linear(units)).add(Activation.reluBlock());
        for (int i = 0; i < blocks; i++) {
            model.add(residual(units, dropout));
        }
        return model.add(linear(options.requiredInteger("outputs", 1)));
    }

    private static Block residual(int units, float dropout) {
        Block inner = new SequentialBlock()
                .add(LayerNorm.builder().build())
                .add(linear(units))
                .add(Activation.reluBlock())
                .add(Dropout.builder().optRate(dropout).build());
        return new ParallelBlock(
                both -> new NDList(
                        both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow())),
                List.of(inner, Blocks.identityBlock()));
    }

    private static Block linear(int units) {
        return Linear.builder().setUnits(units).build();
    }
}
