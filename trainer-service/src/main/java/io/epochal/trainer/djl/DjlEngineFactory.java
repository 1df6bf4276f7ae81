package io.epochal.trainer.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.data.Dataset;
import io.epochal.trainer.run.port.Engine;
import java.io.IOException;
import java.nio.file.Path;

/** Opens engines on the best device that there is, with as many threads as the process may use. */
public final class DjlEngineFactory implements Engine.Factory {
    private final Path datasets;
    private final int threads;

    /**
     * @param datasets the folder whose folders are data sets
     * @param threads of the engine; the same run with another count gives other bits
     */
    public DjlEngineFactory(Path datasets, int threads) {
        this.datasets = datasets;
        this.threads = threads;
    }

    @Override
    public Engine open(RunSpec spec) throws IOException {
        // A request may have come by another way than a submission.
        spec.check();
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        Dataset data = Dataset.read(datasets, spec);
        NDManager manager = NDManager.newBaseManager("PyTorch");
        JniUtils.setNumThreads(threads);
        // On by default in every thread but the one that loaded the engine; evaluation and copies must not build
        // graphs.
        JniUtils.setGradMode(false);
        try {
            return new DjlEngine(spec, data, manager, threads);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }
}
