package io.epochal.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.summary.RunDetails;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.cli.timeline.RunReader;
import io.epochal.cli.view.PrintableJson;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.Topic;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Nearest;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Print a run's events, one JSON object a line: all events of a run that has ended; otherwise each"
                + " event from now on until the run ends.")
public final class EventsCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String BATCHES = BatchEnded.class.getSimpleName();

    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(names = "--from-beginning", description = "print the past events also of a run that has not ended")
    private boolean fromBeginning;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "only these types, such as EpochEnded; the many BatchEnded events are printed only if named"
                    + " here")
    private Set<String> types = new TreeSet<>();

    @Override
    public Integer call() throws Exception {
        for (String type : types) {
            if (!Wire.names(RunEvent.class).contains(type)) {
                throw new UsageException("there is no event type " + type
                        + Nearest.hint(type, Wire.names(RunEvent.class)) + "; there are: "
                        + String.join(", ", Wire.names(RunEvent.class)));
            }
        }
        Identifier.check("RUN", run);
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            return print(opened);
        }
    }

    private int print(TrainingStack opened) throws UsageException {
        // The session goes to the log's end before the run's state is read, so that no event in between is missed.
        try (KafkaSession session = KafkaSession.oneRunInAllPartitions(opened.kafka(), run, topics())
                        .fromEnd();
                RunReader.OpenRun open = RunReader.state(opened.kafka(), run)) {
            RunDetails details = open.run();
            if (fromBeginning || details.ended().isPresent() || !opened.trains()) {
                details = new RunDetails(run);
                session.fromBeginning();
            }
            while (details.ended().isEmpty() || !session.caughtUp()) {
                for (KafkaSession.Received received : session.poll(POLL)) {
                    add(details, received.message());
                }
                if (!opened.trains() && session.caughtUp()) {
                    System.err.println("no stack is up, so there are no further events of " + run + " now");
                    return ExitCode.OK;
                }
            }
        }
        return ExitCode.OK;
    }

    private void add(RunDetails details, Message message) {
        details.add(message);
        if (message instanceof RunEvent event) {
            print(event);
        }
    }

    private Topic[] topics() {
        return types.contains(BATCHES)
                ? new Topic[] {Topic.RUNS, Topic.EVENTS, Topic.BATCHES}
                : new Topic[] {Topic.RUNS, Topic.EVENTS};
    }

    private void print(RunEvent event) {
        String type = event.getClass().getSimpleName();
        if (types.isEmpty() || types.contains(type)) {
            ObjectNode json = Wire.JSON.createObjectNode();
            json.put("type", type);
            json.setAll(Wire.JSON.<ObjectNode>valueToTree(event));
            System.out.println(PrintableJson.line(json));
        }
    }
}
