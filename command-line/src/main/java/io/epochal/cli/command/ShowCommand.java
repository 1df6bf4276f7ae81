package io.epochal.cli.command;

import io.epochal.callback.summary.RunDetails;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.KafkaCluster;
import io.epochal.cli.timeline.RecordedLogs;
import io.epochal.cli.timeline.RunReader;
import io.epochal.cli.view.KerasHistory;
import io.epochal.cli.view.RunReport;
import io.epochal.protocol.field.Identifier;
import java.io.IOException;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Print everything about a run: epochs, decisions, requests, checkpoints, attempts.")
final class ShowCommand implements Callable<Integer> {
    enum HistoryFormat {
        json,
        csv
    }

    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(
            names = "--history",
            arity = "0..1",
            fallbackValue = "json",
            description = "print instead what the run's History callback would hold: json or csv")
    private @Nullable HistoryFormat history;

    @Override
    public Integer call() throws Exception {
        Identifier.check("RUN", run);
        try (TrainingStack opened = stack.read(Screen.open(true))) {
            KafkaCluster kafka = opened.kafka();
            if (history == null) {
                RunDetails details = RunReader.details(kafka, run);
                // Where the checkpoints of a trainer that is not ours are, only the log says.
                SortedMap<String, String> checkpoints =
                        details.isAttached() ? details.ownCheckpoints() : checkpoints(opened.store());
                System.out.print(new RunReport(details, checkpoints, Instant.now()).text());
            } else {
                KerasHistory logs = new KerasHistory(RecordedLogs.read(kafka, run));
                System.out.print(history == HistoryFormat.json ? logs.json() : logs.csv());
            }
        }
        return ExitCode.OK;
    }

    private SortedMap<String, String> checkpoints(ObjectStore store) throws IOException {
        Checkpoints checkpoints = new Checkpoints(store, run);
        SortedMap<String, String> keys = new TreeMap<>();
        for (String name : checkpoints.names()) {
            checkpoints
                    .named(name)
                    .ifPresent(one -> keys.put(name, one.checkpoint().key()));
        }
        return keys;
    }
}
