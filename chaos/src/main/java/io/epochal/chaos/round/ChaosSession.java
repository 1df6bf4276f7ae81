package io.epochal.chaos.round;

import io.epochal.chaos.outcome.Evidence;
import io.epochal.chaos.outcome.NormalizedEvent;
import io.epochal.chaos.outcome.RoundResult;
import io.epochal.chaos.plan.Round;
import io.epochal.chaos.stack.ProcessSignals;
import io.epochal.chaos.stack.ProxiedStack;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent;
import io.epochal.stack.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/** Rounds one after the other: on one stack as long as they go well, and on a new one after each that does not. */
public final class ChaosSession implements AutoCloseable {
    private final ChaosWorkspace arena;
    private final RunSpec spec;
    private ProxiedStack stack;
    private RoundRunner runner;
    private final Evidence undisturbed;
    private final Duration length;
    private int runs;

    /** Trains the example twice with nobody disturbing it; {@link IOException} when that differs already, or decides too little. */
    public ChaosSession(ChaosWorkspace arena) throws IOException {
        this.arena = arena;
        this.spec = arena.spec();
        this.stack = arena.stack();
        try {
            this.runner = new RoundRunner(stack, spec);
            RoundOutcome warm = runner.run("chaos-warm", new Round(0, List.of()));
            RoundOutcome reference = runner.run("chaos-reference", new Round(0, List.of()));
            this.undisturbed = reference
                    .evidence()
                    .orElseThrow(() -> new IOException("the run that nobody disturbed has not ended"));
            this.length = reference.took();
            ReferenceCheck.require(undisturbed);
            RoundResult twice = warm.compared(0, undisturbed);
            if (twice.outcome() != RoundResult.Outcome.SAME) {
                throw new IOException("two runs that nobody disturbed differ: " + twice.differences());
            }
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** How long a run takes that nobody disturbs. */
    public Duration length() {
        return length;
    }

    /** Whether the store's disk can be filled here. */
    public boolean fillable() {
        return stack.disk().fillable();
    }

    public RoundResult fight(Round round) throws IOException {
        RoundOutcome ran;
        try {
            ran = runner.run("chaos-" + round.number() + "-" + runs++, round);
        } catch (IOException | KafkaException e) {
            // One round that nobody can look at is not to cost the others.
            ran = RoundOutcome.broken(round, String.valueOf(e.getMessage()));
        }
        RoundResult result = ran.compared(round.number(), undisturbed);
        if (result.outcome() != RoundResult.Outcome.SAME) {
            writeDown(ran.log());
            renew(result);
        }
        return result;
    }

    /** Beside the logs, so that they are kept with them. */
    private void writeDown(List<TrainingEvent> events) throws IOException {
        Files.write(
                stack.home().resolve("logs/events.txt"),
                events.stream()
                        .map(event -> event.time() + " " + event.id() + " " + NormalizedEvent.of(event))
                        .toList());
    }

    /** What is left of a run that went wrong must not disturb the next one. */
    private void renew(RoundResult result) throws IOException {
        dumpThreads();
        runner.close();
        stack.close();
        arena.keepLogs("round-" + result.round());
        stack = arena.stack();
        runner = new RoundRunner(stack, spec);
    }

    private void dumpThreads() throws IOException {
        Path logs = stack.home().resolve("logs");
        for (ServiceProcess process : stack.processes()) {
            ProcessSignals.threads(process, logs.resolve(process.name() + ".threads"));
        }
    }

    @Override
    public void close() throws IOException {
        runner.close();
        stack.close();
    }
}
