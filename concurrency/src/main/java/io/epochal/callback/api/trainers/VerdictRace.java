package io.epochal.callback.api.trainers;

import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A verdict comes twice, from its publisher and from the log, while its trainer asks for it: who waits gets it, and then it is known. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the question was first")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both verdicts were first: nobody had asked")
@Outcome(expect = Expect.FORBIDDEN, desc = "known and not told, or told and not known")
@State
public class VerdictRace {
    private static final BarrierAddress BARRIER = new BarrierAddress("run", 1, 7);
    private static final Verdict VERDICT = BARRIER.failed("a reason", Instant.EPOCH);

    private final AwaitedVerdicts verdicts = new AwaitedVerdicts();
    private volatile CompletableFuture<Verdict> answer = new CompletableFuture<>();

    @Actor
    public void trainer() {
        answer = verdicts.next(BARRIER, Duration.ofMinutes(1)).toCompletableFuture();
    }

    @Actor
    public void readers() {
        verdicts.add(VERDICT);
        verdicts.add(VERDICT);
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r1 = answer.isDone() && !answer.isCompletedExceptionally() ? 1 : 0;
        result.r2 = verdicts.known(BARRIER).isPresent() ? 1 : 0;
        // Its timer goes with it.
        answer.cancel(false);
    }
}
