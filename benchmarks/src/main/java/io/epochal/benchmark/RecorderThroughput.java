package io.epochal.benchmark;

import io.epochal.kafka.Records;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchRecorded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.stack.InfrastructureProcess;
import io.epochal.stack.Installation;
import io.epochal.stack.ServiceLauncher;
import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many scalars a second the TensorBoard recorder writes from a log that is there, as after a rebuild: of one run, or of many at once,
 * whose every batch is recorded, with two scalars each. Set {@code EPOCHAL_DECIDING=false} and {@code EPOCHAL_SERVING=false}; the other recorders run beside
 * it, as in a stack.
 */
final class RecorderThroughput {
    private static final String GROUP = "tensorboard-recorder";
    private static final int SCALARS = 2;

    private RecorderThroughput() {}

    /** @param arguments the root of the built repository, how many batches, how many rounds, and how many runs where that is not one */
    public static void main(String[] arguments) throws IOException {
        Installation installation = new Installation(Path.of(arguments[0]).toAbsolutePath());
        long batches = Long.parseLong(arguments[1]);
        int runs = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
            Path home = Files.createTempDirectory("recorders");
            try (InfrastructureProcess infrastructure = new InfrastructureProcess(home, installation);
                    RecordLog log = new RecordLog(infrastructure.endpoints().kafka())) {
                long events = fill(log, batches, runs);
                ServiceProcess service = new ServiceLauncher(home, installation)
                        .start(ServiceLauncher.CALLBACKS, infrastructure.endpoints());
                ProcessSize grown = new ProcessSize(service.pid());
                double rate = ProcessRate.measure(
                        service,
                        () -> {
                            grown.look();
                            return log.committed(GROUP, Topic.EVENTS);
                        },
                        0,
                        events);
                System.out.printf(
                        "round %d: %.0f scalars a second, %d open files, %d MiB, %.1f s of processor time%n",
                        round, SCALARS * rate, grown.files(), grown.mebibytes(), grown.processorSeconds());
            }
        }
    }

    /** Returns how many events there are then. */
    private static long fill(RecordLog log, long batches, int runs) throws IOException {
        BatchRecorded batch = ExampleEvents.read("batch-recorded", BatchRecorded.class);
        for (int run = 0; run < runs; run++) {
            send(log, ExampleEvents.read("run-started", RunStarted.class, name(batch, run)));
            send(log, ExampleEvents.read("verdict-applied", VerdictApplied.class, name(batch, run)));
        }
        for (long i = 0; i < batches; i++) {
            send(log, batch(batch, name(batch, i % runs), i / runs));
        }
        log.flush();
        return log.end(Topic.EVENTS);
    }

    private static String name(BatchRecorded batch, long run) {
        return batch.run() + "-" + run;
    }

    private static BatchRecorded batch(BatchRecorded batch, String run, long i) {
        return new BatchRecorded(
                run,
                batch.attempt(),
                batch.sequence() + i,
                batch.time().plusMillis(10 * i),
                batch.epoch(),
                (int) i,
                i + 1,
                batch.metrics(),
                batch.seconds());
    }

    private static void send(RecordLog log, TrainingEvent event) {
        log.send(Records.of(Topic.EVENTS.name(RecordLog.PREFIX), event, "/benchmark"));
    }
}
