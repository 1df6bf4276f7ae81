package io.epochal.trainer.djl.backbone;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import io.epochal.protocol.field.Fields;
import io.epochal.protocol.model.Backbone;
import io.epochal.protocol.model.ProviderBackbone;
import io.epochal.protocol.model.TorchScriptBackbone;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.djl.torchscript.TorchScriptEncoder;
import io.epochal.trainer.plugin.LoadedProvider;
import io.epochal.trainer.plugin.TrainerPlugins;
import java.io.IOException;
import java.util.List;

/**
 * Makes the blocks of backbones, with their first weights.
 *
 * @param files where the files of a run are on this machine
 */
public record Backbones(TrainerPlugins plugins, InputFiles files) {
    /**
     * @param inputs the shape of one row of each input
     * @param manager owns the weights
     */
    public Block open(Backbone backbone, List<List<Integer>> inputs, NDManager manager) throws IOException {
        return backbone.accept(new Opening(inputs, manager));
    }

    private final class Opening implements Backbone.Handler<Block, IOException> {
        private final List<List<Integer>> inputs;
        private final NDManager manager;

        private Opening(List<List<Integer>> inputs, NDManager manager) {
            this.inputs = inputs;
            this.manager = manager;
        }

        @Override
        public Block handle(ProviderBackbone backbone) throws IOException {
            LoadedProvider<ModelProvider> provider = plugins.find(ModelProvider.class, backbone.provider());
            Fields options = Fields.of("model.options", backbone.options());
            List<Shape> shapes = inputs.stream().map(Opening::shape).toList();
            Block made = provider.call(one -> one.create(options, shapes));
            options.end();
            return provider.call(ignored -> initialized(made, shapes));
        }

        @Override
        public Block handle(TorchScriptBackbone encoder) throws IOException {
            return TorchScriptEncoder.open(encoder, files.locate(encoder.file()), inputs, manager);
        }

        private Block initialized(Block block, List<Shape> rows) {
            if (!block.isInitialized()) {
                Shape[] batches =
                        rows.stream().map(row -> new Shape(1).addAll(row)).toArray(Shape[]::new);
                block.initialize(manager, DataType.FLOAT32, batches);
            }
            return block;
        }

        private static Shape shape(List<Integer> row) {
            return new Shape(row.stream().mapToLong(Integer::longValue).toArray());
        }
    }
}
