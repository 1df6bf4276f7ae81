package io.epochal.cli;

import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A person's request to one run, and the answer to it. Mixed into every command that makes one. */
final class Request {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LISTEN = Duration.ofMillis(100);

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private String run = "";

    @Option(names = "--id", description = "of the request; sent twice under one id it is obeyed once")
    private @Nullable String id;

    /** Says what came of it; 0 when it was obeyed. */
    int send(Command command) throws Exception {
        String commandId = id == null ? UUID.randomUUID().toString() : id;
        try (StackOpening opening = StackOpening.attach(Home.fromLauncher());
                Line line = new Line(opening.stack().endpoints().kafka(), Topic.EVENTS).fromTheBeginning()) {
            String person = System.getProperty("user.name");
            line.say(Topic.CONTROL, new CommandRequest(run, Instant.now(), commandId, person, command));
            return answer(line, commandId);
        }
    }

    private int answer(Line line, String commandId) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (Line.Heard heard : line.hear(run, LISTEN)) {
                if (heard.message() instanceof CommandApplied applied
                        && applied.commandId().equals(commandId)) {
                    System.out.println(applied.outcome() + " in epoch " + (applied.epoch() + 1) + " after batch "
                            + (applied.batch() + 1));
                    return applied.outcome().equals("applied") ? ExitCode.OK : ExitCode.FAILED;
                }
                if (heard.message() instanceof RunEnded ended) {
                    System.err.println("the run has ended: " + ended.status().wireName() + ": " + ended.reason());
                    return ExitCode.FAILED;
                }
            }
        }
        System.err.println("sent, but nobody has answered yet: the run is queued, or its trainer is away");
        return ExitCode.FAILED;
    }
}
