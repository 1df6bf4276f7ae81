package io.epochal.callback.readmodel;

import io.epochal.callback.Specs;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Message;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The records of some runs, in an order that a log can have: attempts that begin anew or resume, repeated events and late ones. */
final class RandomLog {
    static final Instant TIME = Instant.parse("2026-01-02T12:00:00Z");
    private static final double[] VALUES = {0.5, 0.25, 0.125, 1, 2, Double.NaN, Double.POSITIVE_INFINITY};

    private final Random random;

    RandomLog(Random random) {
        this.random = random;
    }

    /** Of several runs, mixed. */
    List<Message> messages(int runs) {
        List<List<Message>> each = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            each.add(new ArrayList<>(run("run-" + run)));
        }
        List<Message> log = new ArrayList<>();
        while (!each.isEmpty()) {
            List<Message> next = each.get(random.nextInt(each.size()));
            if (next.isEmpty()) {
                each.remove(next);
            } else {
                log.add(next.remove(0));
                if (random.nextInt(10) == 0) {
                    log.add(log.get(random.nextInt(log.size())));
                }
            }
        }
        return log;
    }

    private List<Message> run(String run) {
        List<Message> messages = new ArrayList<>();
        messages.add(new RunRequested(run, TIME, spec()));
        if (random.nextInt(4) == 0) {
            messages.add(new RunRequested(run, TIME.plusSeconds(1), spec()));
        }
        int attempts = 1 + random.nextInt(4);
        long step = 0;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            long sequence = 0;
            int epoch = 0;
            if (attempt == 1 || random.nextInt(3) == 0) {
                step = 0;
                messages.add(new TrainingEvent.RunStarted(
                        run, attempt, sequence++, TIME, spec(), List.of(4), 3, 1, "cpu", List.of()));
            } else {
                epoch = random.nextInt(4);
                step = epoch * 3L;
                messages.add(new TrainingEvent.RunResumed(
                        run,
                        attempt,
                        sequence++,
                        TIME,
                        spec(),
                        epoch - 1,
                        0,
                        step,
                        1 + random.nextInt(attempt - 1),
                        random.nextInt(12),
                        "checkpoint",
                        3,
                        1,
                        "cpu"));
            }
            for (int left = random.nextInt(5); left > 0; left--) {
                for (int batch = 0; batch < 3; batch++) {
                    messages.add(
                            new BatchEnded(run, attempt, TIME, epoch, batch, ++step, value(), Metrics.NONE, 0.1, 0));
                }
                messages.add(epoch(run, attempt, sequence++, epoch++));
            }
            if (random.nextInt(3) == 0) {
                messages.add(new TrainingEvent.RunEnded(
                        run,
                        attempt,
                        sequence,
                        TIME,
                        RunStatus.COMPLETED,
                        "done",
                        1,
                        null,
                        Metrics.NONE,
                        Metrics.NONE,
                        0.1,
                        null));
            }
        }
        return messages;
    }

    private TrainingEvent epoch(String run, int attempt, long sequence, int epoch) {
        Map<String, Double> logs = new HashMap<>();
        for (String name : List.of("loss", "val_accuracy", "unknown", "only-sometimes")) {
            if (random.nextInt(4) > 0) {
                logs.put(name, value());
            }
        }
        return new TrainingEvent.EpochEnded(
                run,
                attempt,
                sequence,
                TIME,
                TrainingParams.of(Specs.with(List.of(), List.of())),
                epoch,
                3L * epoch,
                Metrics.of(logs),
                0.1,
                1,
                false,
                random.nextInt(5) == 0 ? List.of(Map.of("monitor", "unknown", "mode", "max")) : List.of());
    }

    private double value() {
        return VALUES[random.nextInt(VALUES.length)];
    }

    private RunSpec spec() {
        return Specs.optimizedBy(Map.of("type", "adam", "learning_rate", 0.001 * (1 + random.nextInt(5))));
    }
}
