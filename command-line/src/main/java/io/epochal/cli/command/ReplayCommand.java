package io.epochal.cli.command;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Replay;
import io.epochal.cli.spec.CallbacksFile;
import io.epochal.cli.spec.HistoryFile;
import io.epochal.cli.spec.ReplayHistory;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.MeasuredEpochs;
import io.epochal.cli.view.ReplayResultJson;
import io.epochal.cli.view.ReplayTable;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Show what callbacks would have decided with the history of a run. Needs no stack.")
public final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "many cases, one JSON object a line; - for standard input")
    private @Nullable String cases;

    @Option(
            names = "--callbacks",
            paramLabel = "FILE",
            description = "a callbacks list, or a run spec that has one, in YAML")
    private @Nullable Path callbacks;

    @Option(
            names = "--history",
            paramLabel = "FILE|RUN",
            description = "a CSVLogger file, JSON lines {epoch, logs, batches}, or a run's id")
    private @Nullable String history;

    @Option(
            names = "--separator",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "of a CSVLogger file, where it is not detected")
    private String separator = "";

    @Option(
            names = "--learning-rate",
            defaultValue = "0.001",
            description = "at the start, where the history does not have it")
    private double learningRate;

    @Option(names = "--semantics", defaultValue = "keras-3.15", description = "keras-3.15 or safe")
    private String semantics = "";

    @Option(names = "--output", defaultValue = "text", description = "text, or json")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        if (cases != null) {
            ReplayCases.replay(cases, Home.fromLauncher().plugins());
            return ExitCode.OK;
        }
        if (callbacks == null || history == null) {
            throw new UsageException("replay needs --callbacks and --history, or --cases");
        }
        CallbackProviders plugins = Home.fromLauncher().plugins();
        ReplayHistory measured = history(history);
        Replay.Case without = new Replay.Case(
                history,
                measured.learningRate(),
                measured.metrics(),
                measured.directions(),
                List.of(),
                semantics(),
                measured.epochs());
        Replay.Case asked = without.with(CallbacksFile.read(callbacks, list -> {
            if (output == OutputFormat.text) {
                Replay.check(without.with(list), plugins);
            }
        }));
        Replay.Outcome outcome = Replay.of(asked, plugins);
        System.out.print(
                output == OutputFormat.json
                        ? ReplayResultJson.write(outcome) + "\n"
                        : ReplayTable.text(asked, outcome));
        return outcome.error() == null ? ExitCode.OK : ExitCode.USAGE;
    }

    /** Reads a file of this name; if there is none, the run of this id. */
    private ReplayHistory history(String from) throws IOException, UsageException {
        Path file = path(from);
        if (Files.exists(file)) {
            return ReplayHistory.read(file, separator, learningRate);
        }
        if (!Identifier.isValid(from)) {
            throw new UsageException("--history " + Printable.of(from, 200)
                    + ": there is no such file, and this is not a valid id of a run; it must be " + HistoryFile.FORMATS
                    + ", or a run's id");
        }
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            return MeasuredEpochs.read(opened.kafka(), from);
        }
    }

    private static Path path(String from) throws UsageException {
        try {
            return Path.of(from);
        } catch (InvalidPathException e) {
            throw new UsageException("--history: this is not a valid file name: " + e.getReason());
        }
    }

    private Semantics semantics() throws UsageException {
        return Semantics.named(semantics)
                .orElseThrow(() ->
                        new UsageException("--semantics must be keras-3.15 or safe; found \"" + semantics + "\""));
    }
}
