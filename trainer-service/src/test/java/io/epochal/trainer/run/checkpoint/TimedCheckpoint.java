package io.epochal.trainer.run.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.MinioObjectStore;
import io.epochal.disk.Directories;
import io.epochal.protocol.RunSpec;
import io.epochal.stack.EmbeddedS3;
import io.epochal.trainer.data.rows.DataSettings;
import io.epochal.trainer.djl.DjlEngineFactory;
import io.epochal.trainer.run.port.Engine;
import io.epochal.trainer.run.state.MetricSums;
import io.epochal.trainer.run.state.ResumePoint;
import io.epochal.trainer.run.state.TestStates;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a checkpoint costs. Prints a line a round: milliseconds of copying the tensors and of copying as many bytes at once, then MB/s of
 * storing the checkpoint, and of the MinIO client alone that stores the same parts from files. Arguments: MB of the state, rounds,
 * threads, and endpoint, access key and secret key of an S3 server; without them, the embedded one is started in this process.
 */
final class TimedCheckpoint {
    private static final int UNITS = 1024;
    /** A layer's weights, and two slots of the optimizer for each. */
    private static final int LAYER_BYTES = 3 * UNITS * UNITS * Float.BYTES;

    private static final String BUCKET = "timed";
    private static final double MILLISECOND = 1e6;

    private final Engine engine;
    private final MinioObjectStore store;
    private final MinioClient bare;
    private final Path folder;

    private TimedCheckpoint(Engine engine, MinioObjectStore store, MinioClient bare, Path folder) {
        this.engine = engine;
        this.store = store;
        this.bare = bare;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("timed-checkpoint-");
        try {
            if (arguments.length > 3) {
                run(arguments, folder, arguments[3], arguments[4], arguments[5]);
            } else {
                try (EmbeddedS3 server = new EmbeddedS3(folder.resolve("s3"), 0, "timed", "timed-secret")) {
                    run(arguments, folder, server.endpoint(), "timed", "timed-secret");
                }
            }
        } finally {
            Directories.delete(folder);
        }
    }

    private static void run(String[] arguments, Path folder, String endpoint, String key, String secret)
            throws Exception {
        RunSpec spec = spec(Math.max(1, (int) (Long.parseLong(arguments[0]) * 1_000_000 / LAYER_BYTES)));
        Path rows = folder.resolve("rows.csv");
        Files.writeString(rows, "x,y\n" + "0.5,1\n".repeat(8));
        DataSettings settings = DataSettings.of(folder, folder.resolve("cache"), Integer.parseInt(arguments[2]));
        MinioClient bare = MinioClient.builder()
                .endpoint(endpoint)
                .credentials(key, secret)
                .build();
        try (Engine engine = new DjlEngineFactory(file -> rows, settings, Integer.parseInt(arguments[2])).open(spec)) {
            engine.beginEpoch(0);
            var unused = engine.trainBatch(0, 0, MetricSums.NONE);
            TimedCheckpoint timed =
                    new TimedCheckpoint(engine, new MinioObjectStore(endpoint, BUCKET, key, secret), bare, folder);
            System.out.println("snapshot_ms memcpy_ms ours_mb_s bare_mb_s");
            for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                System.out.println(timed.round(round));
            }
        }
    }

    private static RunSpec spec(int layers) {
        List<Map<String, Object>> dense = new ArrayList<>();
        for (int i = 0; i <= layers; i++) {
            dense.add(Map.of("type", "Dense", "units", UNITS));
        }
        dense.add(Map.of("type", "Dense", "units", 1));
        return RunSpec.of(Map.of(
                "name",
                "timed-checkpoint",
                "data",
                Map.of("type", "csv", "path", "rows.csv", "y", "y"),
                "model",
                Map.of("name", "timed", "layers", dense),
                "optimizer",
                Map.of("type", "adam", "learning_rate", 0.001),
                "loss",
                "mse",
                "epochs",
                1,
                "batch_size",
                4));
    }

    private String round(int round) throws Exception {
        long begin = System.nanoTime();
        try (Engine.Snapshot copy = engine.snapshot()) {
            double snapshot = (System.nanoTime() - begin) / MILLISECOND;
            SavedState saved = new SavedState(
                    TestStates.SPEC, 1, 0, ResumePoint.EPOCH_ENDED, 0, TestStates.at(0, 1), engine.facts());
            Map<String, Content> parts = CheckpointParts.whole(copy, false, saved);
            long bytes = parts.values().stream().mapToLong(Content::size).sum();
            double memcpy = memcpy(bytes);
            // In turn, so that neither is always the first.
            double before = round % 2 == 0 ? bare(parts) : 0;
            double ours = ours(round, parts);
            double alone = round % 2 == 0 ? before : bare(parts);
            return String.format(
                    Locale.ROOT, "%.1f %.1f %.1f %.1f", snapshot, memcpy, bytes / 1e3 / ours, bytes / 1e3 / alone);
        }
    }

    private double memcpy(long bytes) {
        try (NDManager manager = NDManager.newBaseManager();
                NDArray flat = manager.ones(new Shape(bytes / Float.BYTES))) {
            long begin = System.nanoTime();
            NDArray copy = flat.duplicate();
            double taken = (System.nanoTime() - begin) / MILLISECOND;
            copy.close();
            return taken;
        }
    }

    private double ours(int round, Map<String, Content> parts) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, "timed-" + round);
        long begin = System.nanoTime();
        String key = checkpoints.save(new CheckpointId(0, 1, 1, true), parts).key();
        double taken = (System.nanoTime() - begin) / MILLISECOND;
        store.delete(store.list(key));
        return taken;
    }

    private double bare(Map<String, Content> parts) throws Exception {
        double taken = 0;
        for (Map.Entry<String, Content> part : parts.entrySet()) {
            Path file = folder.resolve(part.getKey());
            try (InputStream in = part.getValue().open()) {
                Files.copy(in, file);
            }
            long begin = System.nanoTime();
            try (InputStream in = Files.newInputStream(file)) {
                bare.putObject(PutObjectArgs.builder().bucket(BUCKET).object("bare/" + part.getKey()).stream(
                                in, Files.size(file), -1L)
                        .build());
            }
            taken += (System.nanoTime() - begin) / MILLISECOND;
            Files.delete(file);
            store.delete(List.of("bare/" + part.getKey()));
        }
        return taken;
    }
}
