package io.epochal.trainer.djl;

import ai.djl.ndarray.NDManager;
import io.epochal.keras.KerasFile;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.data.Preprocessing;
import io.epochal.trainer.data.DataReader;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.data.rows.DatasetRows;
import io.epochal.trainer.data.rows.InputFiles;
import io.epochal.trainer.data.rows.RowSource;
import io.epochal.trainer.djl.backbone.Backbones;
import io.epochal.trainer.djl.network.KerasWeights;
import io.epochal.trainer.djl.network.Network;
import io.epochal.trainer.djl.rows.DeviceRows;
import io.epochal.trainer.djl.rows.RowsOnDevice;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens engines on the best device that there is, with as many threads as {@link EngineThreads} says. */
public final class DjlEngineFactory implements Engine.Factory {
    private static final long LARGEST_MODEL = 4L << 30;

    private final InputFiles files;
    private final DataSettings settings;
    private final int threads;
    private final @Nullable Execution execution;

    /**
     * @param files where the files of a run are on this machine
     * @param threads that an operation may have; the same run with another count may have other bits
     */
    public DjlEngineFactory(InputFiles files, DataSettings settings, int threads) {
        this(files, settings, threads, null);
    }

    /** @param execution null for the one of the device; tests of the GPU's way set it on a CPU */
    DjlEngineFactory(InputFiles files, DataSettings settings, int threads, @Nullable Execution execution) {
        this.files = files;
        this.settings = settings;
        this.threads = threads;
        this.execution = execution;
    }

    /**
     * Loads what every engine needs, so that the first run does not wait for it: a second, and several where the native library is
     * unpacked first.
     */
    public static void load() {
        EngineStart.load();
    }

    @Override
    public Engine open(RunSpec spec) throws IOException {
        // A request may have come by another way than a submission.
        spec.check();
        DatasetRows rows = new DataReader(files, settings)
                .open(spec.data(), spec.validationSplit(), spec.seed(), Preprocessing.NONE);
        NDManager manager = null;
        try {
            int used = EngineThreads.of(spec, EngineStart.shapes(rows.train()), threads);
            manager = EngineStart.manager(used);
            return engine(spec, rows, manager, used);
        } catch (IOException | RuntimeException | Error e) {
            if (manager != null) {
                manager.close();
            }
            rows.close();
            throw e;
        }
    }

    private Engine engine(RunSpec spec, DatasetRows rows, NDManager manager, int used) throws IOException {
        Network network = EngineStart.network(spec, rows.train(), new Backbones(settings.plugins(), files), manager);
        InputFile weights = spec.model().weights();
        if (weights != null) {
            KerasFile file = KerasFile.read(files.locate(weights), LARGEST_MODEL);
            KerasWeights.load(network, file, manager);
        }
        Targets.check(spec, network.shape().output(), rows);
        Splits splits = new Splits(
                spec,
                rows,
                EpochSchedule.of(spec, rows.train().count()),
                device(manager, rows.train()),
                device(manager, rows.validation()),
                device(manager, rows.test()));
        Execution chosen = execution == null ? Execution.of(manager.getDevice()) : execution;
        return new DjlEngine(spec, network, splits, manager, used, chosen);
    }

    private DeviceRows device(NDManager manager, RowSource source) throws IOException {
        return RowsOnDevice.of(manager, source, settings.memoryBytes());
    }
}
