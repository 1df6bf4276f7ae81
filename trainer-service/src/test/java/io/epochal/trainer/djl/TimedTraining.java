package io.epochal.trainer.djl;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The half of {@code benchmarks/beside-keras} that is ours: trains the model of a folder by the engine alone. For each line of input it
 * trains one round, the spec's epochs, and prints the seconds, those of processor time, and bytes allocated on the heap for a batch. At
 * the end it prints the SHA-256 of the weights, and where the time went.
 */
final class TimedTraining {
    private final Engine engine;
    private final RunSpec spec;
    private int epoch;
    private long step;

    private TimedTraining(Engine engine, RunSpec spec) {
        this.engine = engine;
        this.spec = spec;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        RunSpec spec = KerasCases.spec(folder);
        DataSettings settings = DataSettings.of(folder, folder.resolve("cache"), 1);
        try (Engine engine = new DjlEngineFactory(file -> folder.resolve(file.path()), settings, threads).open(spec);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            TimedTraining training = new TimedTraining(engine, spec);
            TimeProfile profile = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (profile == null && training.epoch > 0) {
                    // The first round warms up.
                    profile = TimeProfile.begin();
                }
                System.out.println(training.round());
            }
            System.out.println("weights " + training.digest());
            if (profile != null) {
                System.out.print(profile.end());
            }
        }
    }

    private String round() throws IOException {
        long allocated = allocated();
        long busy = processorTime();
        long begin = System.nanoTime();
        int batches = 0;
        for (int i = 0; i < spec.epochs(); i++) {
            batches += epoch();
        }
        return (System.nanoTime() - begin) / 1e9 + " " + (processorTime() - busy) / 1e9 + " "
                + (allocated() - allocated) / batches;
    }

    private int epoch() throws IOException {
        engine.beginEpoch(epoch);
        MetricSums sums = MetricSums.NONE;
        int batches = engine.stepsIn(epoch);
        for (int batch = 0; batch < batches; batch++) {
            sums = engine.trainBatch(batch, step++, sums).counted();
        }
        epoch++;
        return batches;
    }

    private String digest() throws IOException {
        ByteArrayOutputStream weights = new ByteArrayOutputStream();
        try (Engine.Snapshot snapshot = engine.snapshot()) {
            snapshot.weights(ModelWeights.TRAINED).open().transferTo(weights);
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
