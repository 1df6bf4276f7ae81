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
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What an event costs the callback service with more and more runs at once, and with more and more callbacks; and how large the service
 * becomes. Set {@code EPOCHAL_RECORDING=false} and {@code EPOCHAL_SERVING=false}. Prints a line for each size.
 */
final class DecisionGrowth {
    private static final int MANY_CALLBACKS = 10;
    private static final double LOSS = 0.5;

    private final EpochEnded event = ExampleRecords.epochEnded();
    private final Installation installation;
    private final Path home;
    private final InfrastructureProcess infrastructure;
    private final RecordLog log;
    private long sequence = event.sequence();

    private DecisionGrowth(Installation installation, Path home, InfrastructureProcess infrastructure, RecordLog log) {
        this.installation = installation;
        this.home = home;
        this.infrastructure = infrastructure;
        this.log = log;
    }

    /** @param arguments the root of the built repository, {@code runs} or {@code callbacks}, how many events, and the sizes */
    public static void main(String[] arguments) throws IOException {
        Installation installation = new Installation(Path.of(arguments[0]).toAbsolutePath());
        boolean callbacks = arguments[1].equals("callbacks");
        int events = Integer.parseInt(arguments[2]);
        Path home = Files.createTempDirectory("decisions");
        try (InfrastructureProcess infrastructure = new InfrastructureProcess(home, installation);
                RecordLog log = new RecordLog(infrastructure.endpoints().kafka())) {
            DecisionGrowth growth = new DecisionGrowth(installation, home, infrastructure, log);
            for (String argument : List.of(arguments).subList(3, arguments.length)) {
                int size = Integer.parseInt(argument);
                if (callbacks) {
                    // As many bytes with each size, more or less.
                    growth.measure(size, Math.max(500, events * MANY_CALLBACKS / (MANY_CALLBACKS + size)), 100, size);
                } else {
                    growth.measure(size, events, size, growth.event.callbacks().size());
                }
            }
        }
    }

    private void measure(int size, int events, int runs, int callbacks) throws IOException {
        fill(events, runs, callbacks);
        ServiceProcess service =
                new ServiceLauncher(home, installation).start(ServiceLauncher.CALLBACKS, infrastructure.endpoints());
        ProcessSize grown = new ProcessSize(service.pid());
        double rate = ProcessRate.measure(
                service,
                () -> {
                    grown.look();
                    return log.end(Topic.VERDICTS);
                },
                log.end(Topic.VERDICTS),
                events);
        System.out.printf("%d: %.1f microseconds, %d MiB%n", size, 1e6 / rate, grown.mebibytes());
    }

    private void fill(int events, int runs, int callbacks) {
        List<Map<String, Object>> list = callbacks == event.callbacks().size()
                ? event.callbacks()
                : Collections.nCopies(callbacks, event.callbacks().get(0));
        EpochEnded listed = with(event, list);
        sequence++;
        for (int i = 0; i < events; i++) {
            EpochEnded one = ExampleRecords.epochEnded(listed, "run-" + i % runs, sequence, LOSS);
            log.send(Records.of(Topic.EVENTS.name(RecordLog.PREFIX), one, "/benchmark"));
        }
        log.flush();
    }

    private static EpochEnded with(EpochEnded event, List<Map<String, Object>> callbacks) {
        return new EpochEnded(
                event.run(),
                event.attempt(),
                event.sequence(),
                event.time(),
                event.params(),
                event.epoch(),
                event.step(),
                event.metrics(),
                event.learningRate(),
                event.seconds(),
                event.last(),
                callbacks);
    }
}
