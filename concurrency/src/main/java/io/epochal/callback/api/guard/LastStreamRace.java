package io.epochal.callback.api.guard;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.guard.RequestRate;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.guard.RunGlobs;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two ask for the one stream that a caller may have: one gets it, and when it is closed there is one again, and no more. */
@JCStressTest
@Outcome(
        id = {"1, 0, 1", "0, 1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "none, both, or a count that is wrong afterwards")
@State
public class LastStreamRace {
    private static final Requester CALLER =
            new Requester(Optional.of("ann"), Set.of(Role.VIEWER), RunGlobs.ALL, Optional.empty(), Optional.empty());

    private final CallerQuotas quotas = new CallerQuotas(new RequestRate(1), 1, () -> 0);
    private volatile CallerQuotas.OpenStream opened = () -> {};

    private int open() {
        try {
            opened = quotas.openStream(CALLER);
            return 1;
        } catch (ProblemException e) {
            return 0;
        }
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = open();
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = open();
    }

    @Arbiter
    public void afterwards(III_Result result) {
        opened.close();
        result.r3 = open() - open();
    }
}
