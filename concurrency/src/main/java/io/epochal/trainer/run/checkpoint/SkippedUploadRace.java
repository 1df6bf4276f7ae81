package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.Checkpoint;
import io.epochal.checkpoint.CheckpointId;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.Content;
import io.epochal.checkpoint.InMemoryObjectStore;
import java.io.IOException;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A later state makes an upload needless, while it fails and is retried: it is stored or skipped, and not in between. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "stored")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "skipped")
@Outcome(expect = Expect.FORBIDDEN, desc = "waited for by nobody, or neither stored nor skipped")
@State
public class SkippedUploadRace {
    private static final Checkpoint STORED = stored();

    private final StateUpload upload = new StateUpload();

    public SkippedUploadRace() {
        var unused = upload.request();
    }

    private static Checkpoint stored() {
        try {
            return new Checkpoints(new InMemoryObjectStore(), "run")
                    .save(new CheckpointId(0, 1, 3, true), Map.of("state.json", Content.of(new byte[] {1})));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Actor
    public void training() {
        upload.skip();
    }

    @Actor
    public void uploads() {
        try {
            upload.store(() -> {
                throw new IOException("the store is away");
            });
        } catch (IOException e) {
            retry();
            return;
        }
        retry();
    }

    private void retry() {
        try {
            upload.store(() -> STORED);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r1 = upload.stored().isPresent() ? 1 : 0;
        result.r2 = upload.unstored() ? 1 : 0;
    }
}
