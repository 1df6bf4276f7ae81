package io.epochal.trainer.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.model.Backbone;
import io.epochal.protocol.model.Graph;
import io.epochal.protocol.model.GraphShape;
import io.epochal.trainer.data.rows.RowFormat;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.djl.backbone.Backbones;
import io.epochal.trainer.djl.network.BackboneBlock;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.network.NetworkBuilder;
import java.io.IOException;
import java.util.List;

/** What the engine needs before a model can be trained or used on this thread. */
final class EngineStart {
    private static final String NAME = "PyTorch";

    private EngineStart() {}

    /** Loads the engine's native library, unless it is loaded. */
    static void load() {
        offline();
        var unused = Engine.getEngine(NAME);
    }

    private static void offline() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    /** On the best device that there is, offline. */
    static NDManager manager(int threads) {
        offline();
        NDManager manager = NDManager.newBaseManager(NAME);
        JniUtils.setNumThreads(threads);
        // On by default in every thread but the one that loaded the engine; evaluation and copies must not build
        // graphs.
        JniUtils.setGradMode(false);
        return manager;
    }

    /** Of one row of each input. */
    static List<List<Integer>> shapes(RowSource rows) {
        return rows.inputs().stream().map(RowFormat::shape).toList();
    }

    /**
     * The spec's model for such rows, with its first weights.
     *
     * @param backbones makes what the model has before its layers
     * @param manager owns the weights
     * @throws IOException where the model takes other rows
     */
    static Network network(RunSpec spec, RowSource rows, Backbones backbones, NDManager manager) throws IOException {
        List<List<Integer>> shapes = shapes(rows);
        Graph graph = spec.model().graph();
        Backbone backbone = spec.model().backbone();
        if (backbone == null) {
            return NetworkBuilder.build(GraphShape.of(graph, ModelInputs.of(graph, shapes)), spec.seed(), manager);
        }
        BackboneBlock.beginRandom(spec.seed());
        Block block = backbones.open(backbone, shapes, manager);
        return NetworkBuilder.build(graph, new BackboneBlock(backbone, block, shapes, spec.seed()), manager);
    }
}
