package io.epochal.trainer.run.checkpoint;

import io.epochal.checkpoint.StoreRefusal;
import java.io.IOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The store refuses a state, while a later one makes it needless: it is kept as refused, or not at all. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "skipped before, or discarded behind the refusal")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "refused behind both: the next state discards it")
@Outcome(expect = Expect.FORBIDDEN, desc = "kept without being refused, or refused and not kept")
@State
public class RefusedUploadRace {
    private final StateUpload upload = new StateUpload();

    public RefusedUploadRace() {
        var unused = upload.request();
    }

    @Actor
    public void training() {
        upload.discard();
        upload.skip();
    }

    @Actor
    public void uploads() {
        try {
            upload.store(() -> {
                throw new StoreRefusal("no such key", new IllegalArgumentException("key"));
            });
        } catch (StoreRefusal e) {
            return;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r1 = upload.rejected() ? 1 : 0;
        result.r2 = upload.unstored() ? 1 : 0;
    }
}
