package io.epochal.trainer.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.djl.backbone.Backbones;
import io.epochal.trainer.djl.layer.Pass;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.rows.DeviceRows;
import io.epochal.trainer.djl.rows.RowsOnDevice;
import io.epochal.trainer.djl.safetensors.SafetensorsReader;
import io.epochal.trainer.djl.tensor.HostReads;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A trained model, to measure and to predict with; as Keras' {@code evaluate} and {@code predict}. */
public final class DjlModel implements AutoCloseable {
    private static final long RESIDENT = 0;

    private final RunSpec spec;
    private final Network network;
    private final NDManager manager;

    private DjlModel(RunSpec spec, Network network, NDManager manager) {
        this.spec = spec;
        this.network = network;
        this.manager = manager;
    }

    /** Takes the predictions of one batch after the other, row-major. */
    public interface Predictions {
        void append(float[] batch) throws IOException;
    }

    /**
     * @param rows whose inputs the model will take
     * @param weights in the safetensors format, as checkpoints have them
     * @param backbones makes what the model has before its layers
     * @param threads that an operation may have
     */
    public static DjlModel open(RunSpec spec, RowSource rows, InputStream weights, Backbones backbones, int threads)
            throws IOException {
        NDManager manager = EngineStart.manager(EngineThreads.of(spec, EngineStart.shapes(rows), threads));
        try {
            Network network = EngineStart.network(spec, rows, backbones, manager);
            SafetensorsReader stored = new SafetensorsReader(weights);
            network.weights().requireKnown(stored);
            network.weights().restore(network.weights().byName(), stored);
            return new DjlModel(spec, network, manager);
        } catch (IOException | RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /** The shape of one row's prediction. */
    public List<Integer> output() {
        return network.shape().output();
    }

    public Metrics evaluate(RowSource rows) throws IOException {
        Objective objective = Objective.of(spec, network, rows.target().shape());
        DeviceRows device = RowsOnDevice.of(manager, rows, RESIDENT);
        Execution execution = Execution.of(manager.getDevice());
        return new Evaluation(spec, network, objective, manager, new HostReads(), execution)
                .of(device, Integer.MAX_VALUE);
    }

    public void predict(RowSource rows, Predictions into) throws IOException {
        DeviceRows device = RowsOnDevice.of(manager, rows, RESIDENT);
        int size = Evaluation.batchSize(spec, network, true);
        for (int from = 0; from < rows.count(); from += size) {
            try (NDManager scope = manager.newSubManager()) {
                int to = Math.min(from + size, rows.count());
                NDArray output = network.predict(device.batch(scope, from, to).inputs(), Pass.evaluation(scope))
                        .output();
                into.append(output.toFloatArray());
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
