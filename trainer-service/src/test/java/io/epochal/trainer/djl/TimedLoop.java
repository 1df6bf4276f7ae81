package io.epochal.trainer.djl;

import io.epochal.protocol.ModelWeights;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A training loop with no service around it: what {@code benchmarks/example.py} compares the whole system with. For each line of input
 * it trains and validates one epoch of a spec, and prints its seconds.
 */
final class TimedLoop {
    private TimedLoop() {}

    /** @param arguments the spec as JSON, the folder of data sets, one for what is unpacked, and threads */
    public static void main(String[] arguments) throws IOException {
        RunSpec spec = Wire.JSON.readValue(Files.readAllBytes(Path.of(arguments[0])), RunSpec.class);
        int threads = Integer.parseInt(arguments[3]);
        DataSettings settings = DataSettings.of(Path.of(arguments[1]), Path.of(arguments[2]), threads);
        try (Engine engine = new DjlEngineFactory(file -> Path.of(file.path()), settings, threads).open(spec);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            long step = 0;
            int epoch = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long begin = System.nanoTime();
                step = trained(engine, epoch, step);
                var unused = engine.evaluate(Engine.Split.VALIDATION, ModelWeights.TRAINED);
                epoch++;
                System.out.println((System.nanoTime() - begin) / 1e9);
            }
        }
    }

    private static long trained(Engine engine, int epoch, long before) throws IOException {
        long step = before;
        engine.beginEpoch(epoch);
        MetricSums sums = MetricSums.NONE;
        for (int batch = 0; batch < engine.stepsIn(epoch); batch++) {
            sums = engine.trainBatch(batch, step++, sums).counted();
        }
        return step;
    }
}
