package io.epochal.cli;

import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.protocol.Identifier;
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
        description = "Print all that there is to say of a run: epochs, decisions, requests, checkpoints, attempts.")
final class ShowCommand implements Callable<Integer> {
    enum Format {
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
            description = "instead of that, what the run's History callback would hold: json or csv")
    private @Nullable Format history;

    @Override
    public Integer call() throws Exception {
        Identifier.check("RUN", run);
        try (Stack opened = stack.read(Screen.open(true))) {
            Cluster kafka = opened.kafka();
            if (history == null) {
                RunDetails story = Stories.whole(kafka, run);
                System.out.print(new RunPage(story, named(opened.store()), Instant.now()).text());
            } else {
                History logs = History.of(run, kafka);
                System.out.print(history == Format.json ? logs.json() : logs.csv());
            }
        }
        return ExitCode.OK;
    }

    private SortedMap<String, String> named(ObjectStore store) throws IOException {
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
