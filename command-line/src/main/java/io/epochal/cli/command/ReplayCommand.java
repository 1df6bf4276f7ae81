package io.epochal.cli.command;

import io.epochal.callback.policy.CallbackProviders;
import io.epochal.callback.policy.Replay;
import io.epochal.cli.spec.CallbacksFile;
import io.epochal.cli.spec.ReplayHistory;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.Home;
import io.epochal.cli.view.ReplayJson;
import io.epochal.cli.view.ReplayTable;
import io.epochal.protocol.Semantics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Ask callbacks what they would have done to a run that is over. Needs no stack.")
public final class ReplayCommand implements Callable<Integer> {
    private static final int AT_ONCE = 4096;

    @Mixin
    private StackOption stack = new StackOption();

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "many at once, one JSON object a line; - for standard input")
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
            description = "of a CSVLogger file, where it is not found by itself")
    private String separator = "";

    @Option(
            names = "--learning-rate",
            defaultValue = "0.001",
            description = "at the start, where the history does not say")
    private double learningRate;

    @Option(names = "--semantics", defaultValue = "keras-3.15", description = "keras-3.15 or safe")
    private String semantics = "";

    @Option(names = "--output", defaultValue = "text", description = "text, or json")
    private TrainCommand.Output output = TrainCommand.Output.text;

    @Override
    public Integer call() throws Exception {
        if (cases != null) {
            return many(cases, Home.fromLauncher().plugins());
        }
        if (callbacks == null || history == null) {
            throw new UsageException("replay needs --callbacks and --history, or --cases");
        }
        CallbackProviders others = Home.fromLauncher().plugins();
        ReplayHistory.History measured = ReplayHistory.history(history, separator, learningRate, stack);
        Replay.Case without = new Replay.Case(
                history, measured.learningRate(), measured.metrics(), List.of(), semantics(), measured.epochs());
        Replay.Case asked = with(without, CallbacksFile.read(callbacks, list -> {
            if (output == TrainCommand.Output.text) {
                Replay.check(with(without, list), others);
            }
        }));
        Replay.Outcome outcome = Replay.of(asked, others);
        System.out.print(
                output == TrainCommand.Output.json
                        ? ReplayJson.write(outcome) + "\n"
                        : ReplayTable.text(asked, outcome));
        return outcome.error() == null ? ExitCode.OK : ExitCode.USAGE;
    }

    private static Replay.Case with(Replay.Case asked, List<Map<String, Object>> callbacks) {
        return new Replay.Case(
                asked.id(), asked.learningRate(), asked.metrics(), callbacks, asked.semantics(), asked.history());
    }

    private Semantics semantics() throws UsageException {
        return Semantics.named(semantics)
                .orElseThrow(() ->
                        new UsageException("--semantics must be keras-3.15 or safe; found \"" + semantics + "\""));
    }

    private static int many(String from, CallbackProviders others) throws IOException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (Reader source = from.equals("-")
                        ? new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8)
                        : Files.newBufferedReader(Path.of(from), StandardCharsets.UTF_8);
                BufferedReader lines = new BufferedReader(source)) {
            for (List<String> some = next(lines); !some.isEmpty(); some = next(lines)) {
                some.parallelStream()
                        .map(one -> ReplayJson.answer(one, others))
                        .toList()
                        .forEach(answer -> out.append(answer).append('\n'));
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private static List<String> next(BufferedReader lines) throws IOException {
        List<String> some = new ArrayList<>();
        String line = lines.readLine();
        while (line != null) {
            if (!line.isBlank()) {
                some.add(line);
            }
            line = some.size() < AT_ONCE ? lines.readLine() : null;
        }
        return some;
    }
}
