package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Attempts;
import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.ObjectStore;
import io.epochal.trainer.run.port.FakeEngine;
import io.epochal.trainer.run.port.FakeSupervisor;
import io.epochal.trainer.run.state.TestStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** The first attempt at a run, as far as it stores anything. */
public final class TestAttempt implements AutoCloseable {
    public final FakeEngine engine = new FakeEngine();
    public final FakeSupervisor supervisor = new FakeSupervisor();
    public final SaveFailures failures = new SaveFailures();
    public final Checkpoints checkpoints;
    public final Attempts attempts;
    public final Savepoints savepoints;
    public final AttemptStore store;
    final UploadQueue uploads;
    final Backlog backlog;

    public TestAttempt(ObjectStore objects) {
        this(objects, new LastResort(Duration.ofMinutes(1), Path.of("target/unstored")));
    }

    TestAttempt(ObjectStore objects, LastResort lastResort) {
        checkpoints = new Checkpoints(objects, "run");
        attempts = new Attempts(objects, "run");
        claim();
        store = new AttemptStore(checkpoints, new Fence(attempts, 1), supervisor);
        uploads = new UploadQueue(new BackgroundThread("uploads"), failures);
        backlog = new Backlog(store, uploads, lastResort, failures);
        WeightSummaries summaries = new WeightSummaries(supervisor, new BackgroundThread("summaries"));
        savepoints = new Savepoints(TestStates.SPEC, 1, engine, store, uploads, backlog, summaries, failures);
    }

    /** Claims and begins the next attempt. */
    public void claim() {
        try {
            int attempt = attempts.claim(attempts.last(), new Attempts.Claimant("test", "ticket", false))
                    .orElseThrow();
            attempts.begin(attempt, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The weights of this name, which {@link FakeEngine} writes as the number of batches. */
    public String text(String name) throws IOException {
        Checkpoints.Named named = checkpoints.named(name).orElseThrow();
        Checkpoint checkpoint = named.checkpoint();
        return new String(checkpoints.open(checkpoint, named.weights()).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        savepoints.close();
    }
}
