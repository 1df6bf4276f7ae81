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

/** Runs rounds one after the other: on the same stack while they succeed, and on a new one after each that fails. */
public final class ChaosSession implements AutoCloseable {
    private final ChaosWorkspace workspace;
    private final RunSpec spec;
    private ProxiedStack stack;
    private RoundRunner runner;
    private final Evidence reference;
    private final Duration length;
    private int runs;

    /** Trains the example twice without faults; {@link IOException} when the two differ, or the run is unfit as a reference. */
    public ChaosSession(ChaosWorkspace workspace) throws IOException {
        this.workspace = workspace;
        this.spec = workspace.spec();
        this.stack = workspace.stack();
        try {
            this.runner = new RoundRunner(stack, spec);
            RoundOutcome first = runner.run("chaos-warm", new Round(0, List.of()));
            RoundOutcome second = runner.run("chaos-reference", new Round(0, List.of()));
            this.reference =
                    second.evidence().orElseThrow(() -> new IOException("the run without faults has not ended"));
            this.length = second.took();
            ReferenceCheck.require(reference);
            RoundResult twice = first.compare(0, reference);
            if (twice.outcome() != RoundResult.Outcome.SAME) {
                throw new IOException("two runs without faults differ: " + twice.differences());
            }
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** How long the run without faults takes. */
    public Duration length() {
        return length;
    }

    /** How many steps the run without faults has. */
    public long steps() {
        return reference.batches().batches().lastKey();
    }

    /** Whether the store's disk can be filled here. */
    public boolean fillable() {
        return stack.disk().fillable();
    }

    public RoundResult run(Round round) throws IOException {
        RoundOutcome outcome;
        try {
            outcome = runner.run("chaos-" + round.number() + "-" + runs++, round);
        } catch (IOException e) {
            // The other rounds can still be run.
            outcome = RoundOutcome.broken(round, String.valueOf(e.getMessage()));
        }
        RoundResult result = outcome.compare(round.number(), reference);
        if (result.outcome() != RoundResult.Outcome.SAME) {
            writeEvents(outcome.log());
            renew(result);
        }
        return result;
    }

    /** Beside the logs, which are kept when the round failed. */
    private void writeEvents(List<TrainingEvent> events) throws IOException {
        Files.write(
                stack.home().resolve("logs/events.txt"),
                events.stream()
                        .map(event -> event.time() + " " + event.id() + " " + NormalizedEvent.of(event))
                        .toList());
    }

    /** Nothing that is left of a failed run may affect the next one. */
    private void renew(RoundResult result) throws IOException {
        dumpThreads();
        runner.close();
        stack.close();
        workspace.keepLogs("round-" + result.round());
        stack = workspace.stack();
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
