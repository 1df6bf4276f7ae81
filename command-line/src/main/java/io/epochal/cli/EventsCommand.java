package io.epochal.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Message;
import io.epochal.protocol.Topic;
import io.epochal.protocol.Wire;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
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
        AtomicBoolean any = new AtomicBoolean();
        try (StackOpening opening = StackOpening.open(Home.fromLauncher(), Screen.open(true));
                Line line = new Line(opening.stack().endpoints().kafka(), Topic.EVENTS).fromTheBeginning()) {
            line.hearAll(run, event -> {
                any.set(true);
                System.out.println(json(event));
            });
        }
        if (!any.get()) {
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
