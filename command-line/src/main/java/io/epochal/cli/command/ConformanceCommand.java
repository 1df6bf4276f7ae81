package io.epochal.cli.command;

import io.epochal.cli.conformance.duty.Duty;
import io.epochal.cli.conformance.duty.DutyResult;
import io.epochal.cli.conformance.program.CommandProgram;
import io.epochal.cli.conformance.program.ConformanceRun;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.view.ConformanceView;
import io.epochal.protocol.field.Nearest;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        description = {
            "Check a trainer: run COMMAND against a scripted decider, and see whether it keeps the contract of docs/trainers.md. "
                    + "Needs no stack.",
            "COMMAND finds the decider in EPOCHAL_URL, or with --kafka on topics. It is started some twenty times, with at least 4 rounds of at least 2 batches; "
                    + "{folder} in it becomes a new folder, for its checkpoints."
        })
public final class ConformanceCommand implements Callable<Integer> {
    @Mixin
    private ConformanceTopics topics = new ConformanceTopics();

    @Option(
            names = "--only",
            arity = "1..*",
            split = ",",
            paramLabel = "DUTY",
            description =
                    "attach, barrier, stop, rate, save, restore, pause, replace, refusal, retry, fence, resume, end")
    private List<String> only = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "S",
            defaultValue = "60",
            description = "seconds for each start of COMMAND")
    private int timeout;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "for what COMMAND keeps and prints; by default a temporary one, which stays where a duty failed")
    private @Nullable Path folder;

    @Option(names = "--output", defaultValue = "text", description = "text, or json: one object a line")
    private OutputFormat output = OutputFormat.text;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "behind --")
    private List<String> command = List.of();

    @Override
    public Integer call() throws Exception {
        if (timeout < 1) {
            throw new UsageException("--timeout must be 1 or more seconds; found " + timeout);
        }
        Set<Duty> duties = duties();
        Path place = folder == null
                ? Files.createTempDirectory("epochal-conformance-")
                : Files.createDirectories(folder).toAbsolutePath();
        boolean failed = check(duties, place);
        if (!failed && folder == null) {
            delete(place);
        }
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    /** Whether a duty has failed. */
    private boolean check(Set<Duty> duties, Path place) throws Exception {
        Duration limit = Duration.ofSeconds(timeout);
        try (CommandProgram program = new CommandProgram(command)) {
            if (!topics.areUsed()) {
                return check(duties, ConformanceRun.overHttp(program, place, limit));
            }
            try (ConformanceTopics.Opened opened = topics.open(place.resolve("stack"), Screen.open(true))) {
                return check(duties, opened.run(program, place, limit));
            }
        }
    }

    private boolean check(Set<Duty> duties, ConformanceRun run) throws IOException, InterruptedException {
        List<DutyResult> results = new ArrayList<>();
        run.check(duties, result -> {
            results.add(result);
            System.out.print(
                    output == OutputFormat.json ? ConformanceView.json(result) + "\n" : ConformanceView.text(result));
        });
        return results.stream().anyMatch(DutyResult::isFailed);
    }

    private Set<Duty> duties() throws UsageException {
        List<String> labels = Stream.of(Duty.values()).map(Duty::label).toList();
        Set<Duty> duties = EnumSet.noneOf(Duty.class);
        for (String name : only) {
            duties.add(Duty.named(name)
                    .orElseThrow(() -> new UsageException("--only must be of " + String.join(", ", labels) + "; found "
                            + Printable.of(name, 100) + Nearest.hint(name, labels))));
        }
        return duties.isEmpty() ? EnumSet.allOf(Duty.class) : duties;
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
