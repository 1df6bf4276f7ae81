package io.epochal.cli.command;

import io.epochal.callback.summary.RunDetails;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.FollowOptions;
import io.epochal.cli.timeline.KafkaCluster;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.cli.timeline.RunReader;
import io.epochal.protocol.Topic;
import io.epochal.protocol.field.Identifier;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follow a run from its first epoch until it ends. Ctrl-C stops following; the run continues.")
public final class WatchCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(names = "--now", description = "show only what happens from now on")
    private boolean now;

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "text, or json: the last line of standard output is one object")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        Identifier.check("RUN", run);
        Screen screen = Screen.open(output == OutputFormat.json);
        try (TrainingStack opened = stack.attach()) {
            KafkaCluster kafka = opened.kafka();
            RunDetails details;
            try (RunReader.OpenRun open = RunReader.state(kafka, run)) {
                details = open.run();
            }
            try (KafkaSession session = KafkaSession.oneRunInAllPartitions(kafka, run, Topic.EVENTS, Topic.BATCHES)
                    .fromEnd()
                    .fromBeginningOf(Topic.EVENTS)) {
                FollowOptions all = FollowOptions.watch(details);
                FollowOptions options = now ? all.onlyAfter(details) : all;
                return new RunDisplay(screen, opened, session, run, options).show(output);
            }
        }
    }
}
