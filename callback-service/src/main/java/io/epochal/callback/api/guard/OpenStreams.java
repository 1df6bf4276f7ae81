package io.epochal.callback.api.guard;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The streams that are open at this process, of events and of open pages: so many of all callers, and so many of each. */
@Startup
@ApplicationScoped
public class OpenStreams {
    private final CallerQuotas quotas;
    private final int limit;
    private final Semaphore free;

    OpenStreams(CallerQuotas quotas, MeterRegistry meters, @ConfigProperty(name = "epochal.api.streams") int limit) {
        this.quotas = quotas;
        this.limit = limit;
        this.free = new Semaphore(limit);
        meters.gauge("epochal.api.streams", free, one -> limit - one.availablePermits());
    }

    /**
     * One of this service's streams, and one of the caller's. Closing the answer gives both back.
     *
     * @throws ProblemException for one too many
     */
    public CallerQuotas.OpenStream open(Requester who) {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.STREAMS_EXHAUSTED,
                    limit + " streams are open, as many as epochal.api.streams allows; close one or retry later");
        }
        try {
            CallerQuotas.OpenStream own = quotas.openStream(who);
            return () -> {
                free.release();
                own.close();
            };
        } catch (ProblemException e) {
            free.release();
            throw e;
        }
    }
}
