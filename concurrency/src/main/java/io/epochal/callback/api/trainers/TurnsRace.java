package io.epochal.callback.api.trainers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Four calls of one run, two at a time, whose work is not safe for two threads: each has its turn, and none is inside another one's. */
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "one behind the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a turn that was lost, or two at a time")
@State
public class TurnsRace {
    private final RunTurns turns = new RunTurns();
    private int done;
    private boolean inside;
    private int together;

    private CompletionStage<Integer> work() {
        together += inside ? 1 : 0;
        inside = true;
        done++;
        inside = false;
        return CompletableFuture.completedFuture(done);
    }

    private void call() {
        turns.next("run", this::work);
    }

    @Actor
    public void one() {
        call();
        call();
    }

    @Actor
    public void other() {
        call();
        call();
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r1 = done;
        result.r2 = together;
    }
}
