package io.epochal.cli.command;

import io.epochal.cli.run.RunDetails;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.FollowOptions;
import io.epochal.cli.timeline.KafkaCluster;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.cli.timeline.RunReader;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.Topic;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follow a run until it ends, from its first epoch on. Ctrl-C leaves; the run goes on.")
public final class WatchCommand implements Callable<Integer> {
    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(names = "--now", description = "only what happens from now on")
    private boolean now;

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "text, or json: the last line of standard output is one object")
    private TrainCommand.Output output = TrainCommand.Output.text;

    @Override
    public Integer call() throws Exception {
        Identifier.check("RUN", run);
        Screen screen = Screen.open(output == TrainCommand.Output.json);
        try (TrainingStack opened = stack.attach()) {
            KafkaCluster kafka = opened.kafka();
            RunDetails story;
            try (RunReader.OpenRun begun = RunReader.life(kafka, run)) {
                story = begun.story();
            }
            try (KafkaSession line = KafkaSession.anywhere(kafka, run, Topic.EVENTS, Topic.BATCHES)
                    .fromNow()
                    .fromTheBeginningOf(Topic.EVENTS)) {
                FollowOptions watching = FollowOptions.watching(story);
                return new RunFollower(screen, opened, line, run, now ? watching.behind(story) : watching).show(output);
            }
        }
    }
}
