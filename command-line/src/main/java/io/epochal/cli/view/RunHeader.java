package io.epochal.cli.view;

import io.epochal.callback.summary.CommandText;
import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.data.DataSource;
import io.epochal.protocol.data.IdxData;
import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.field.Printable;
import io.epochal.protocol.model.Backbone;
import io.epochal.protocol.model.GraphLayer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run is and in which phase, a line each. */
record RunHeader(RunDetails run, Instant now) {
    String text() {
        StringBuilder text = new StringBuilder();
        line(text, "run", run.id());
        line(text, "status", status());
        line(
                text,
                "started",
                RunsTable.TIME.format(run.started()) + ", took " + EventText.duration(RunsTable.took(run, now)));
        run.facts().spec().ifPresent(spec -> {
            line(text, "model", model(spec));
            line(text, "data", data(spec));
        });
        run.facts().trainer().ifPresent(trainer -> attached(text, trainer));
        run.requested()
                .map(RunRequested::from)
                .ifPresent(from -> line(text, "from", "the weights of " + from.run() + ": " + from.checkpoint()));
        run.requestedBy().ifPresent(by -> line(text, "asked by", by));
        callbacks().forEach(one -> line(text, "callback", one));
        return text.toString();
    }

    private void attached(StringBuilder text, AttachedTrainer trainer) {
        TrainingParams params = run.facts().params();
        line(text, "trainer", trainer.name() + ", says something at least every " + trainer.heartbeat() + "s");
        line(
                text,
                "params",
                "metrics " + String.join(", ", params.metrics()) + directions(params)
                        + (params.validates() ? ", with validation" : ", without validation") + ", learning_rate "
                        + params.learningRate() + (params.scheduled() ? ", scheduled" : ""));
        line(text, "obeys", String.join(", ", trainer.capabilities()));
    }

    private static String directions(TrainingParams params) {
        return new TreeMap<>(params.directions())
                .entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue().wireName())
                        .collect(Collectors.joining(", ", " (", ")"))
                        .replace(" ()", "");
    }

    private static String data(RunSpec spec) {
        return data(spec.data())
                + (spec.data().limit() == null
                        ? ""
                        : ", the first " + spec.data().limit()) + ", batch_size "
                + spec.batchSize() + ", validation_split " + spec.validationSplit() + ", seed " + spec.seed();
    }

    private static String data(DataSource data) {
        if (data instanceof IdxData idx && idx.dataset() != null) {
            return idx.dataset();
        }
        return data.files().stream().map(InputFile::path).collect(Collectors.joining(", "));
    }

    private static String model(RunSpec spec) {
        String layers =
                spec.model().graph().layers().stream().map(GraphLayer::name).collect(Collectors.joining(", "));
        Backbone backbone = spec.model().backbone();
        String before = backbone == null ? "" : ", " + backbone.name() + " of the plug-in path";
        return spec.model().name() + before + (layers.isEmpty() ? "" : ", layers: " + layers) + "; "
                + spec.optimizer().type() + ", learning_rate "
                + spec.optimizer().rate().written();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-9s %s%n", name, Printable.of(value)));
    }

    private String status() {
        RunFacts facts = run.facts();
        int done = run.epochs().size();
        String epochs = facts.epochs()
                .map(all -> ", " + done + " of " + RunFacts.count(all, facts.round()) + " done")
                .orElseGet(() -> ", " + RunFacts.count(done, facts.round()) + " done");
        Optional<RunEnded> ended = run.ended();
        return run.phase(now).text()
                + run.lostSince(now)
                        .map(since -> " since " + RunsTable.TIME.format(since))
                        .orElse("")
                + epochs
                + ended.map(end -> ": " + end.reason()).orElse("");
    }

    /** The current callbacks: the last list that was applied, else that of the spec. */
    private List<String> callbacks() {
        List<Map<String, Object>> callbacks = run.facts().callbacks();
        for (CommandApplied answer : run.events(CommandApplied.class)) {
            if (answer.command() instanceof Command.ReplaceCallbacks replaced
                    && answer.outcome().isApplied()) {
                callbacks = replaced.callbacks();
            }
        }
        return callbacks.stream().map(CommandText::callback).toList();
    }
}
