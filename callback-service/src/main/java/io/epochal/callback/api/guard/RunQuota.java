package io.epochal.callback.api.guard;

import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * How many runs each caller may have under way: those that the list has in the caller's name, and those that this process has let
 * in and the list does not have yet. Who asks nobody limits nobody.
 */
@ApplicationScoped
public class RunQuota {
    private static final Logger LOG = Logger.getLogger(RunQuota.class);

    private final Clock clock = Clock.systemUTC();
    private final RunsBegun begun = new RunsBegun();
    private final RunIndex index;
    private final int most;

    public RunQuota(RunIndex index, @ConfigProperty(name = "epochal.api.runs") int most) {
        this.index = index;
        this.most = most;
    }

    /**
     * Returns for a run that the caller may begin or go on with. Where the list cannot be read it is not known who has how many,
     * and nobody is kept from training for that.
     *
     * @throws ProblemException for one too many
     */
    public void require(Requester who, String run) {
        if (who.name().isEmpty()) {
            return;
        }
        String name = who.name().get();
        Instant now = clock.instant();
        if (!begun.take(name, run, underWay(name, now), most, now)) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_RUNS,
                    "epochal.api.runs allows each caller " + most + " runs under way, and " + name
                            + " has as many; begin this one when another has ended");
        }
    }

    private Set<String> underWay(String name, Instant now) {
        try {
            return index.underWay(name, now, most + 1);
        } catch (IndexUnavailableException e) {
            LOG.warnf("the runs of %s are not counted: %s", name, e.getMessage());
            return Set.of();
        }
    }
}
