package io.epochal.cli;

import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train a run spec, on the stack that is up or on one of its own.")
final class TrainCommand implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    enum Output {
        text,
        json
    }

    @Parameters(paramLabel = "SPEC", description = "a run spec, such as runs/mnist-cnn.yaml")
    private Path spec = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "override a field, such as epochs=2 or callbacks[0].patience=3")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "text, or json: the last line of standard output is one object")
    private Output output = Output.text;

    @Override
    public Integer call() throws Exception {
        Home home = Home.fromLauncher();
        RunSpec run = SpecFile.read(spec, overrides, home.installation().datasets(), home.plugins());
        Screen screen = Screen.open(output == Output.json);
        Summary summary = train(home, screen, run);
        if (output == Output.json) {
            System.out.println(summary.json());
        } else {
            screen.print(summary.text());
        }
        return summary.exitCode();
    }

    private static Summary train(Home home, Screen screen, RunSpec spec) throws Exception {
        String run = spec.name() + "-" + STAMP.format(Instant.now()) + "-"
                + String.format("%04x", new SecureRandom().nextInt(1 << 16));
        try (StackOpening opening = StackOpening.open(home, screen);
                Line line = new Line(opening.stack().endpoints().kafka(), Topic.EVENTS, Topic.BATCHES).fromNow()) {
            RunFollower follower = new RunFollower(home, screen, opening, line, run);
            line.say(Topic.RUNS, new RunRequested(run, Instant.now(), spec));
            screen.line("run " + run);
            return follower.follow();
        }
    }
}
