package io.epochal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Message;
import io.epochal.protocol.Nearest;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchEnded;
import io.epochal.protocol.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
final class EventsCommand implements Callable<Integer> {
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
                throw new Refused("there is no event " + type + Nearest.hint(type, Wire.names(TrainingEvent.class))
                        + "; there are: " + String.join(", ", Wire.names(TrainingEvent.class)));
            }
        }
        try (Stack opened = stack.read(Screen.open(true));
                Line line = new Line(opened.kafka(), topics()).fromTheBeginning()) {
            Story story = new Story(run);
            List<TrainingEvent> past = new ArrayList<>();
            do {
                past.addAll(heard(line, story));
            } while (!line.caughtUp());
            if (!story.known()) {
                throw new Refused("there is no run " + run + "; ./epochal runs lists those that there are");
            }
            if (fromBeginning || story.ended().isPresent()) {
                past.forEach(this::print);
            }
            while (story.ended().isEmpty()) {
                heard(line, story).forEach(this::print);
            }
        }
        return ExitCode.OK;
    }

    private Topic[] topics() {
        return types.contains(BATCHES)
                ? new Topic[] {Topic.RUNS, Topic.EVENTS, Topic.BATCHES}
                : new Topic[] {Topic.RUNS, Topic.EVENTS};
    }

    private List<TrainingEvent> heard(Line line, Story story) {
        List<TrainingEvent> events = new ArrayList<>();
        for (Line.Heard heard : line.hear(run, LISTEN)) {
            Message message = heard.message();
            if (!(message instanceof BatchEnded)) {
                story.hear(message);
            }
            if (message instanceof TrainingEvent event) {
                events.add(event);
            }
        }
        return events;
    }

    private void print(TrainingEvent event) {
        String type = event.getClass().getSimpleName();
        if (types.isEmpty() || types.contains(type)) {
            ObjectNode json = Wire.JSON.createObjectNode();
            json.put("type", type);
            json.setAll(Wire.JSON.<ObjectNode>valueToTree(event));
            System.out.println(json);
        }
    }
}
