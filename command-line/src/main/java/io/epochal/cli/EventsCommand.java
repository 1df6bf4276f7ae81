package io.epochal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.Wire;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "Print a run's events from the beginning, one JSON object a line.")
final class EventsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Override
    public Integer call() throws Exception {
        boolean any = false;
        try (StackOpening opening = StackOpening.open(Home.fromLauncher(), Screen.open(true));
                Line line = new Line(opening.stack().endpoints().kafka(), Topic.EVENTS).fromTheBeginning()) {
            do {
                for (Line.Heard heard : line.hear(run, Duration.ofMillis(300))) {
                    any = true;
                    System.out.println(json(heard.message()));
                }
            } while (!line.caughtUp());
        }
        if (!any) {
            throw new Refused("there are no events of a run " + run);
        }
        return ExitCode.OK;
    }

    private static String json(Message message) {
        ObjectNode json = Wire.JSON.createObjectNode();
        json.put("type", message.getClass().getSimpleName());
        json.setAll(Wire.JSON.<ObjectNode>valueToTree(message));
        return json.toString();
    }
}
