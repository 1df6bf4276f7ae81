package io.epochal.cli.command;

import io.epochal.callback.summary.CommandText;
import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunFacts;
import io.epochal.callback.summary.RunPhase;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.RunReader;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a command to one run and prints the answer. A mixin of every command that controls a run. */
final class RunControl {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(names = "--id", description = "of the request; a request that is sent twice under one id is applied once")
    private @Nullable String id;

    /** Makes the command for a run. */
    interface CommandFactory {
        Command of(RunFacts run) throws UsageException, IOException;
    }

    int send(Command command) throws Exception {
        return send(facts -> command);
    }

    /** Returns the exit code: 0 when the command was applied. {@link UsageException} when there is no such run. */
    int send(CommandFactory factory) throws Exception {
        Identifier.check("RUN", run);
        String commandId = id == null ? UUID.randomUUID().toString() : Identifier.check("--id", id);
        try (TrainingStack opened = stack.attach();
                RunReader.OpenRun open = RunReader.state(opened.kafka(), run)) {
            Command command = factory.of(open.run().facts());
            if (open.run().ended().isPresent()
                    && open.run().commands().answer(commandId).isEmpty()) {
                return tooLate(open.run());
            }
            String user = System.getProperty("user.name");
            open.session().publish(Topic.CONTROL, new CommandRequest(run, Instant.now(), commandId, user, command));
            System.out.println("accepted, id " + commandId);
            return awaitAnswer(open, commandId);
        }
    }

    private static int awaitAnswer(RunReader.OpenRun open, String commandId) {
        RunDetails run = open.run();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!settled(run, commandId) && System.nanoTime() < deadline) {
            open.session().poll(POLL).forEach(received -> run.add(received.message()));
            if (run.ended().isPresent() && open.session().caughtUp()) {
                break;
            }
        }
        Optional<CommandApplied> answer = run.commands().answer(commandId);
        if (answer.isPresent()) {
            System.out.println(CommandText.answer(answer.get(), run.facts().round()));
            savedCheckpoint(run, answer.get()).ifPresent(System.out::println);
            return answer.get().outcome().isApplied() ? ExitCode.OK : ExitCode.FAILED;
        }
        return run.ended().isPresent() ? tooLate(run) : unanswered(run);
    }

    /** Whether there is an answer, and the checkpoint that it leads to; a trainer that is not ours need not save any. */
    private static boolean settled(RunDetails run, String commandId) {
        return run.commands()
                .answer(commandId)
                .filter(answer -> run.isAttached()
                        || !endsRun(answer)
                        || savedCheckpoint(run, answer).isPresent())
                .isPresent();
    }

    /** Whether the run ends by it, so that a checkpoint is saved under the end's name. */
    private static boolean endsRun(CommandApplied answer) {
        boolean ending =
                answer.command() instanceof Command.StopTraining || answer.command() instanceof Command.CancelRun;
        return ending && answer.outcome().isApplied();
    }

    private static Optional<String> savedCheckpoint(RunDetails run, CommandApplied answer) {
        RunStatus status =
                answer.command() instanceof Command.CancelRun ? RunStatus.CANCELLED : RunStatus.STOPPED_EARLY;
        return !endsRun(answer)
                ? Optional.empty()
                : run.events(CheckpointSaved.class).stream()
                        .filter(saved -> saved.names().contains(status.wireName()))
                        .findFirst()
                        .map(saved -> "saved " + status.wireName() + ": " + Printable.of(saved.key()));
    }

    private static int tooLate(RunDetails run) {
        run.ended()
                .ifPresent(ended -> System.err.println(
                        "the run has ended: " + ended.status().wireName() + ": " + Printable.of(ended.reason())));
        return ExitCode.FAILED;
    }

    private static int unanswered(RunDetails run) {
        System.err.println("no answer yet: " + why(run, Instant.now()));
        return ExitCode.FAILED;
    }

    private static String why(RunDetails run, Instant now) {
        RunPhase phase = run.phase(now);
        if (phase == RunPhase.QUEUED || phase == RunPhase.SUSPENDED) {
            return "the run is queued, and answers after its first batch";
        }
        return run.lostSince(now)
                .map(since -> "the run's trainer is lost: nothing was heard of it since "
                        + since.truncatedTo(ChronoUnit.SECONDS) + "; if it attaches again, it answers")
                .orElse("the run's trainer or the callback-service is unavailable");
    }
}
