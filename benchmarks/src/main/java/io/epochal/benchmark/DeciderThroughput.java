package io.epochal.benchmark;

import io.epochal.kafka.ExampleRecords;
import io.epochal.kafka.Records;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.stack.InfrastructureProcess;
import io.epochal.stack.Installation;
import io.epochal.stack.ServiceLauncher;
import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How many barriers a second the callback service decides, beside bare clients that read and write the same records on the same broker.
 * The events are in the log before a side starts. Set {@code EPOCHAL_RECORDING=false} and {@code EPOCHAL_SERVING=false}, so that the
 * service decides and does nothing else, as the bare clients do.
 */
final class DeciderThroughput {
    /** An improvement. */
    private static final double LOSS = 0.5;

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
                double bare = measured.bare();
                System.out.printf(
                        "round %d: service %.0f, bare %.0f a second, ratio %.2f%n",
                        round, service, bare, service / bare);
            }
        }
    }

    private void fill(int runs, int round) throws IOException {
        EpochEnded event = ExampleRecords.epochEnded();
        for (int i = 0; i < events; i++) {
            log.send(Records.of(
                    Topic.EVENTS.name(RecordLog.PREFIX),
                    ExampleRecords.epochEnded(event, "run-" + i % runs, event.sequence() + round, LOSS),
                    "/benchmark"));
        }
        log.flush();
    }

    private double service() throws IOException {
        ServiceLauncher launcher = new ServiceLauncher(home, installation);
        return rate(launcher.start(ServiceLauncher.CALLBACKS, infrastructure.endpoints()));
    }

    private double bare() throws IOException {
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

    private double rate(ServiceProcess side) {
        return ProcessRate.measure(side, () -> log.end(Topic.VERDICTS), log.end(Topic.VERDICTS), events);
    }
}
