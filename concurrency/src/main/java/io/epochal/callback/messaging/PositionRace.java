package io.epochal.callback.messaging;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader passes two records while somebody begins to wait for them: both are told. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both are told")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody waits for ever")
@State
public class PositionRace {
    private final PositionWaits waits = new PositionWaits();
    private volatile CompletableFuture<Void> first = new CompletableFuture<>();
    private volatile CompletableFuture<Void> second = new CompletableFuture<>();

    @Actor
    public void caller() {
        first = waits.after(0, 5).toCompletableFuture();
        second = waits.after(0, 4).toCompletableFuture();
    }

    @Actor
    public void reader() {
        waits.reach(0, 5);
        waits.reach(0, 6);
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r1 = first.isDone() ? 1 : 0;
        result.r2 = second.isDone() ? 1 : 0;
    }
}
