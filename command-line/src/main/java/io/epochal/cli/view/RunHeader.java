package io.epochal.cli.view;

import io.epochal.cli.run.RunDetails;
import io.epochal.protocol.Command;
import io.epochal.protocol.Layer;
import io.epochal.protocol.Printable;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run is and how it stands, a line each. Pure: a story in, text out. */
public record RunHeader(RunDetails story, Instant now) {
    String text() {
        RunSpec spec = story.spec();
        StringBuilder text = new StringBuilder();
        line(text, "run", story.run());
        line(text, "status", status());
        line(
                text,
                "begun",
                RunsTable.TIME.format(story.begun()) + ", took " + RunsTable.duration(RunsTable.took(story, now)));
        line(text, "model", model(spec));
        line(
                text,
                "data",
                spec.data().dataset()
                        + (spec.data().limit() == null
                                ? ""
                                : ", the first " + spec.data().limit()) + ", batch_size " + spec.batchSize()
                        + ", validation_split " + spec.validationSplit() + ", seed " + spec.seed());
        story.requested()
                .map(RunRequested::from)
                .ifPresent(from -> line(text, "from", "the weights of " + from.run() + ": " + from.checkpoint()));
        callbacks().forEach(one -> line(text, "callback", one));
        return text.toString();
    }

    private static String model(RunSpec spec) {
        String layers = spec.model().layers().stream().map(Layer::name).collect(Collectors.joining(", "));
        return spec.model().name() + ", layers: " + layers + "; "
                + spec.optimizer().type() + ", learning_rate "
                + spec.optimizer().rate().written();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-9s %s%n", name, Printable.of(value)));
    }

    private String status() {
        String epochs = ", " + story.epochs().size() + " of " + story.spec().epochs() + " epochs done";
        Optional<RunEnded> ended = story.ended();
        return story.state().text()
                + epochs
                + ended.map(end -> ": " + end.reason()).orElse("");
    }

    /** As they stand: those that a person wrote last, where they were taken. */
    private List<String> callbacks() {
        List<Map<String, Object>> callbacks = story.spec().callbacks();
        for (CommandApplied answer : story.events(CommandApplied.class)) {
            if (answer.command() instanceof Command.ReplaceCallbacks replaced
                    && answer.outcome().equals("applied")) {
                callbacks = replaced.callbacks();
            }
        }
        return callbacks.stream().map(CommandText::callback).toList();
    }
}
