package io.epochal.cli.command;

import io.epochal.cli.run.RunDetails;
import io.epochal.cli.run.RunPhase;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.RunReader;
import io.epochal.cli.view.CommandText;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Identifier;
import io.epochal.protocol.Printable;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person's request to one run, and the answer to it. Mixed into every command that makes one. */
public final class RunControl {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LISTEN = Duration.ofMillis(100);

    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(names = "--id", description = "of the request; sent twice under one id it is obeyed once")
    private @Nullable String id;

    /** What is asked for, once it is known of which run. */
    interface Asked {
        Command of(RunSpec spec) throws UsageException, IOException;
    }

    int send(Command command) throws Exception {
        return send(spec -> command);
    }

    /** Says that it is accepted and what came of it; 0 when it was obeyed. {@link UsageException} when there is no such run. */
    int send(Asked asked) throws Exception {
        Identifier.check("RUN", run);
        String commandId = id == null ? UUID.randomUUID().toString() : Identifier.check("--id", id);
        try (TrainingStack opened = stack.attach();
                RunReader.OpenRun begun = RunReader.life(opened.kafka(), run)) {
            RunDetails story = begun.story();
            Command command = asked.of(story.spec());
            if (story.ended().isPresent() && story.answer(commandId).isEmpty()) {
                return tooLate(story);
            }
            String person = System.getProperty("user.name");
            begun.line().say(Topic.CONTROL, new CommandRequest(run, Instant.now(), commandId, person, command));
            System.out.println("accepted, id " + commandId);
            return answer(begun, commandId);
        }
    }

    private int answer(RunReader.OpenRun begun, String commandId) {
        RunDetails story = begun.story();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!settled(story, commandId) && System.nanoTime() < deadline) {
            begun.line().hear(LISTEN).forEach(heard -> story.hear(heard.message()));
            if (story.ended().isPresent() && begun.line().caughtUp()) {
                break;
            }
        }
        Optional<CommandApplied> answer = story.answer(commandId);
        if (answer.isPresent()) {
            System.out.println(CommandText.answer(answer.get()));
            named(story, answer.get()).ifPresent(System.out::println);
            return answer.get().outcome().equals("applied") ? ExitCode.OK : ExitCode.FAILED;
        }
        return story.ended().isPresent() ? tooLate(story) : unanswered(story);
    }

    /** Whether all is said that there is to say of an answer. */
    private static boolean settled(RunDetails story, String commandId) {
        return story.answer(commandId)
                .filter(answer -> !ends(answer) || named(story, answer).isPresent())
                .isPresent();
    }

    /** Whether the run ends with it, so that a checkpoint is saved and named. */
    private static boolean ends(CommandApplied answer) {
        boolean ending =
                answer.command() instanceof Command.StopTraining || answer.command() instanceof Command.CancelRun;
        return ending && answer.outcome().equals("applied");
    }

    /** Where the state lies that an end has left. */
    private static Optional<String> named(RunDetails story, CommandApplied answer) {
        RunStatus status =
                answer.command() instanceof Command.CancelRun ? RunStatus.CANCELLED : RunStatus.STOPPED_EARLY;
        return !ends(answer)
                ? Optional.empty()
                : story.events(CheckpointSaved.class).stream()
                        .filter(saved -> saved.names().contains(status.wireName()))
                        .findFirst()
                        .map(saved -> "saved " + status.wireName() + ": " + Printable.of(saved.key()));
    }

    private static int tooLate(RunDetails story) {
        story.ended()
                .ifPresent(ended -> System.err.println(
                        "the run has ended: " + ended.status().wireName() + ": " + Printable.of(ended.reason())));
        return ExitCode.FAILED;
    }

    private static int unanswered(RunDetails story) {
        boolean waiting = story.state() == RunPhase.QUEUED || story.state() == RunPhase.SUSPENDED;
        System.err.println(
                waiting
                        ? "not answered yet: the run is queued, and answers behind its first batch"
                        : "not answered yet: the run's trainer, or the callback-service, is away");
        return ExitCode.FAILED;
    }
}
