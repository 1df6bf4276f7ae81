package io.epochal.cli;

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
final class WatchCommand implements Callable<Integer> {
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
        try (Stack opened = stack.attach()) {
            Cluster kafka = opened.kafka();
            RunDetails story;
            try (Stories.Begun begun = Stories.life(kafka, run)) {
                story = begun.story();
            }
            try (Line line = Line.anywhere(kafka, run, Topic.EVENTS, Topic.BATCHES)
                    .fromNow()
                    .fromTheBeginningOf(Topic.EVENTS)) {
                Following watching = Following.watching(story);
                return new RunFollower(screen, opened, line, run, now ? watching.behind(story) : watching).show(output);
            }
        }
    }
}
