package io.epochal.cli.command;

import io.epochal.callback.summary.RunOverview;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.RestClient;
import io.epochal.cli.stack.ServiceRuns;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.RunCatalog;
import io.epochal.cli.view.RunsTable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code epochal runs}. Runs that a callback service lists, or else those of the log. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = "List runs, the newest first.",
        subcommands = {ShowCommand.class, ExportCommand.class})
public final class RunsCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Mixin
    private ServiceOption service = new ServiceOption();

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            defaultValue = "",
            description = "as on the page: 'mnist status:failed val_loss < 0.05 spec.optimizer.type = adam'; the"
                    + " callback service knows it")
    private String filter = "";

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "",
            description = "run, status, epochs, best, last, trainer, started, took or metric.NAME; with - in front the"
                    + " greatest first, as in --sort=-started")
    private String order = "";

    @Option(names = "--limit", paramLabel = "RUNS", defaultValue = "1000000", description = "at most so many")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--output", defaultValue = "text", description = "text, or json: one object a line")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw new UsageException("--limit must be at least 1; found " + limit);
        }
        Optional<RestClient> client = service.beside(stack);
        boolean needsService = !filter.isBlank() || !order.isBlank() || service.isNamed();
        if (needsService && client.isEmpty()) {
            throw new UsageException(
                    "--filter and --sort need a callback service: ./epochal up starts one on this machine,"
                            + " --url names another one");
        }
        Optional<ServiceRuns> listed = client.isEmpty() ? Optional.empty() : listed(client.get(), needsService);
        if (listed.isPresent() && (listed.get().isComplete() || needsService)) {
            if (!listed.get().isComplete()) {
                System.err.println("epochal: the service is still making its list; runs may be missing");
            }
            print(listed.get().runs());
            return ExitCode.OK;
        }
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            print(RunCatalog.read(opened.kafka()).newestFirst().stream()
                    .limit(limit)
                    .toList());
        }
        return ExitCode.OK;
    }

    /** Empty where the log must be read instead: the service is of an older version, or does not answer or know this user. */
    private Optional<ServiceRuns> listed(RestClient client, boolean needed) throws IOException, UsageException {
        try {
            return Optional.of(ServiceRuns.read(client, filter, order, limit));
        } catch (IOException | UsageException e) {
            if (needed) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void print(List<RunOverview> runs) {
        Instant now = Instant.now();
        if (output == OutputFormat.text) {
            System.out.print(runs.isEmpty() && !filter.isBlank() ? "no run is like this\n" : RunsTable.text(runs, now));
            return;
        }
        for (RunOverview run : runs) {
            System.out.println(RunsTable.json(run, now));
        }
    }
}
