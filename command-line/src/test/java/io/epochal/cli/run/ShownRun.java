package io.epochal.cli.run;

import io.epochal.callback.summary.RunOverview;
import java.time.Instant;
import java.util.List;

/** Everything that a list of runs shows of one. */
public final class ShownRun {
    private ShownRun() {}

    /** For comparing. */
    public static List<Object> of(RunOverview run, Instant now) {
        return List.of(
                run.id(),
                run.known(),
                run.phase(now),
                run.lostSince(now),
                run.attempt(),
                run.epochs(),
                run.metric(),
                run.best(),
                run.last(),
                run.started(),
                run.hasStarted(),
                run.until(now),
                run.allEpochs(),
                run.round(),
                run.trainer());
    }
}
