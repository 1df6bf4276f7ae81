package io.epochal.callback.api.guard;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.guard.RequestRate;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.guard.RunGlobs;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two requests of a caller who may make one now. */
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one of them")
@Outcome(expect = Expect.FORBIDDEN, desc = "none or both")
@State
public class LastRequestRace {
    private static final Requester CALLER =
            new Requester(Optional.of("ann"), Set.of(Role.VIEWER), RunGlobs.ALL, Optional.empty(), Optional.empty());

    private final CallerQuotas quotas = new CallerQuotas(new RequestRate(1), 1, () -> 0);

    private int ask() {
        try {
            quotas.request(CALLER);
            return 1;
        } catch (ProblemException e) {
            return 0;
        }
    }

    @Actor
    public void one(II_Result result) {
        result.r1 = ask();
    }

    @Actor
    public void other(II_Result result) {
        result.r2 = ask();
    }
}
