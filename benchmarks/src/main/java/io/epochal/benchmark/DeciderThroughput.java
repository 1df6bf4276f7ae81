package io.epochal.benchmark;

import io.epochal.kafka.Records;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Wire;
import io.epochal.stack.InfrastructureProcess;
import io.epochal.stack.Installation;
import io.epochal.stack.ServiceLauncher;
import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How many barriers a second the callback service decides, beside bare clients that read and write the same records on the same broker.
 * The events are in the log before a side starts. Set {@code EPOCHAL_RECORDING=false} and {@code EPOCHAL_SERVING=false}, so that the
 * service decides and does nothing else, as the bare clients do.
 */
final class DeciderThroughput {
    // Kept here: a logger that nobody refers to forgets its level.
    private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

    private static final Duration LOOK = Duration.ofMillis(10);
    /** By then a side has committed what it has answered, so that it does not answer that again in the next round. */
    private static final Duration COMMITTED = Duration.ofSeconds(1);

    private static final Duration GRACE = Duration.ofSeconds(5);
    /** Until then a side's code is not compiled. */
    private static final double WARM_UP = 0.3;

    private final Path home;
    private final Installation installation;
    private final InfrastructureProcess infrastructure;
    private final RecordLog log;
    private final int events;

    private DeciderThroughput(
            Path home, Installation installation, InfrastructureProcess infrastructure, RecordLog log, int events) {
        this.home = home;
        this.installation = installation;
        this.infrastructure = infrastructure;
        this.log = log;
        this.events = events;
    }

    /** @param arguments the root of the built repository, how many events, of how many runs, and how many rounds */
    public static void main(String[] arguments) throws IOException {
        CLIENTS.setLevel(Level.WARNING);
        Installation installation = new Installation(Path.of(arguments[0]).toAbsolutePath());
        int events = Integer.parseInt(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        Path home = Files.createTempDirectory("deciders");
        try (InfrastructureProcess infrastructure = new InfrastructureProcess(home, installation);
                RecordLog log = new RecordLog(infrastructure.endpoints().kafka())) {
            DeciderThroughput measured = new DeciderThroughput(home, installation, infrastructure, log, events);
            for (int round = 0; round < rounds; round++) {
                measured.fill(runs, round);
                double service = measured.service();
                double bare = measured.bare(round);
                System.out.printf(
                        "round %d: service %.0f, bare %.0f a second, ratio %.2f%n",
                        round, service, bare, service / bare);
            }
        }
    }

    private void fill(int runs, int round) throws IOException {
        try (InputStream example =
                Objects.requireNonNull(DeciderThroughput.class.getResourceAsStream("epoch-ended.json"))) {
            EpochEnded event = Wire.JSON.readValue(example, EpochEnded.class);
            for (int i = 0; i < events; i++) {
                log.send(
                        Records.of(Topic.EVENTS.name(RecordLog.PREFIX), of(event, "run-" + i % runs, round), "/bench"));
            }
            log.flush();
        }
    }

    private static EpochEnded of(EpochEnded event, String run, int round) {
        return new EpochEnded(
                run,
                1,
                event.sequence() + round,
                event.time(),
                event.params(),
                event.epoch(),
                event.step(),
                event.metrics(),
                event.learningRate(),
                event.seconds(),
                event.last(),
                event.callbacks());
    }

    private double service() throws IOException {
        ServiceLauncher launcher = new ServiceLauncher(home, installation);
        return rate(launcher.start(ServiceLauncher.CALLBACKS, infrastructure.endpoints()));
    }

    private double bare(int round) throws IOException {
        Path verdict = home.resolve("verdict");
        Files.write(verdict, log.newest(Topic.VERDICTS).value());
        List<String> command = ServiceProcess.java(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                BareDecider.class.getName(),
                infrastructure.endpoints().kafka(),
                "bare",
                verdict.toString()));
        return rate(ServiceProcess.start(
                "bare", ServiceProcess.Priority.TRAINING, command, Map.of(), home.resolve("logs/bare.log")));
    }

    /** Verdicts a second, from the moment when the first third is stored; ends the process. */
    private double rate(ServiceProcess side) {
        long before = log.end(Topic.VERDICTS);
        awaitEnd(side, before + (long) (WARM_UP * events));
        long first = log.end(Topic.VERDICTS);
        long began = System.nanoTime();
        awaitEnd(side, before + events);
        double seconds = (System.nanoTime() - began) / 1e9;
        LockSupport.parkNanos(COMMITTED.toNanos());
        side.stop(GRACE);
        return (before + events - first) / seconds;
    }

    private void awaitEnd(ServiceProcess side, long end) {
        while (log.end(Topic.VERDICTS) < end) {
            if (!side.alive()) {
                throw new IllegalStateException(side.name() + " has ended:\n" + side.tail());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }
}
