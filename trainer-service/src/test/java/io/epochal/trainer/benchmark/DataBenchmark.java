package io.epochal.trainer.benchmark;

import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Wire;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.djl.DjlEngineFactory;
import io.epochal.trainer.plugin.TrainerPlugins;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Trains one epoch of a run spec in this process, and prints how much memory that took and how fast rows went through. Arguments: the
 * spec as JSON, the bytes of rows that may be in memory, and a folder for what lives as long as the run.
 */
public final class DataBenchmark {
    private static final double MEBIBYTE = 1 << 20;
    private static final double SECOND = 1e9;

    private DataBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        RunSpec spec = RunSpec.of(Wire.JSON.readValue(arguments[0], Map.class));
        int threads = Runtime.getRuntime().availableProcessors();
        DataSettings settings = new DataSettings(
                Path.of("datasets"),
                Files.createDirectories(Path.of(arguments[2])),
                Long.parseLong(arguments[1]),
                Long.MAX_VALUE,
                threads,
                TrainerPlugins.NONE);
        long begun = System.nanoTime();
        try (Engine engine = new DjlEngineFactory(file -> Path.of(file.path()), settings, threads).open(spec)) {
            long opened = System.nanoTime();
            Epoch epoch = train(engine);
            long trained = System.nanoTime();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d rows; opened in %.1f s, one epoch in %.1f s, %.0f rows/s, loss %.4f%n",
                    spec.name(),
                    epoch.rows(),
                    (opened - begun) / SECOND,
                    (trained - opened) / SECOND,
                    epoch.rows() / ((trained - opened) / SECOND),
                    epoch.loss());
            System.out.printf(
                    Locale.ROOT,
                    "%s: heap peak %.0f MiB of %.0f; resident %s of its own, %s of mapped files; peak of both %s%n",
                    spec.name(),
                    heapPeak() / MEBIBYTE,
                    Runtime.getRuntime().maxMemory() / MEBIBYTE,
                    status("RssAnon"),
                    status("RssFile"),
                    status("VmHWM"));
        }
    }

    private record Epoch(long rows, double loss) {}

    private static Epoch train(Engine engine) throws IOException {
        engine.beginEpoch(0);
        long rows = 0;
        double loss = 0;
        int steps = engine.stepsPerEpoch();
        for (int batch = 0; batch < steps; batch++) {
            Engine.Batch trained = engine.trainBatch(batch, batch, MetricSums.NONE);
            rows += trained.samples();
            loss += trained.meanLoss() / steps;
        }
        return new Epoch(rows, loss);
    }

    /** Of each pool at its own time, so the true peak is at most so much. */
    private static long heapPeak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** What Linux counts; elsewhere not known. */
    private static String status(String field) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "unknown";
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .map(line ->
                            String.format(Locale.ROOT, "%.0f MiB", Long.parseLong(line.replaceAll("\\D", "")) / 1024.0))
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
