package io.epochal.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.cli.run.RunDetails;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.cli.timeline.RunReader;
import io.epochal.cli.view.PrintableJson;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.Message;
import io.epochal.protocol.Nearest;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchEnded;
import io.epochal.protocol.Wire;
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
        description =
                "Print a run's events, one JSON object a line: of a run that is over, all of them; of one under way,"
                        + " each as it happens, until it ends.")
public final class EventsCommand implements Callable<Integer> {
    private static final Duration LISTEN = Duration.ofMillis(100);
    private static final String BATCHES = BatchEnded.class.getSimpleName();

    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(names = "--from-beginning", description = "of a run under way, too, all that has happened so far")
    private boolean fromBeginning;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "only these, such as EpochEnded; BatchEnded, of which there are many, has to be asked for")
    private Set<String> types = new TreeSet<>();

    @Override
    public Integer call() throws Exception {
        for (String type : types) {
            if (!Wire.names(TrainingEvent.class).contains(type)) {
                throw new UsageException(
                        "there is no event " + type + Nearest.hint(type, Wire.names(TrainingEvent.class))
                                + "; there are: " + String.join(", ", Wire.names(TrainingEvent.class)));
            }
        }
        Identifier.check("RUN", run);
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            return print(opened);
        }
    }

    private int print(TrainingStack opened) throws UsageException {
        // Where the present is, before it is asked how the run stands: what happens in between is heard.
        try (KafkaSession line =
                        KafkaSession.anywhere(opened.kafka(), run, topics()).fromNow();
                RunReader.OpenRun begun = RunReader.life(opened.kafka(), run)) {
            RunDetails story = begun.story();
            if (fromBeginning || story.ended().isPresent() || !opened.trains()) {
                story = new RunDetails(run);
                line.fromTheBeginning();
            }
            while (story.ended().isEmpty() || !line.caughtUp()) {
                for (KafkaSession.Received heard : line.hear(LISTEN)) {
                    hear(story, heard.message());
                }
                if (!opened.trains() && line.caughtUp()) {
                    System.err.println("no stack is up, so nothing more happens to " + run + " at this moment");
                    return ExitCode.OK;
                }
            }
        }
        return ExitCode.OK;
    }

    private void hear(RunDetails story, Message message) {
        if (!(message instanceof BatchEnded)) {
            story.hear(message);
        }
        if (message instanceof TrainingEvent event) {
            print(event);
        }
    }

    private Topic[] topics() {
        return types.contains(BATCHES)
                ? new Topic[] {Topic.RUNS, Topic.EVENTS, Topic.BATCHES}
                : new Topic[] {Topic.RUNS, Topic.EVENTS};
    }

    private void print(TrainingEvent event) {
        String type = event.getClass().getSimpleName();
        if (types.isEmpty() || types.contains(type)) {
            ObjectNode json = Wire.JSON.createObjectNode();
            json.put("type", type);
            json.setAll(Wire.JSON.<ObjectNode>valueToTree(event));
            System.out.println(PrintableJson.line(json));
        }
    }
}
