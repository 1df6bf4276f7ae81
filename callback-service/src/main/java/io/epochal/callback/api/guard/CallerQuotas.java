package io.epochal.callback.api.guard;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.RequestRate;
import io.epochal.callback.guard.Requester;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much each caller may ask of this process, so that none keeps the others from it. Who asks nobody limits nobody. */
@ApplicationScoped
public class CallerQuotas {
    /** Callers beyond these are looked through for those who have been silent. */
    private static final int MANY = 10_000;

    private final Map<String, Long> asked = new ConcurrentHashMap<>();
    private final Map<String, Integer> streams = new ConcurrentHashMap<>();
    private final RequestRate rate;
    private final int mostStreams;
    private final LongSupplier nanos;

    @Inject
    CallerQuotas(
            @ConfigProperty(name = "epochal.api.requests-per-minute") int requests,
            @ConfigProperty(name = "epochal.api.streams-per-caller") int streams) {
        this(new RequestRate(requests), streams, System::nanoTime);
    }

    CallerQuotas(RequestRate rate, int mostStreams, LongSupplier nanos) {
        this.rate = rate;
        this.mostStreams = mostStreams;
        this.nanos = nanos;
    }

    /** @throws ProblemException for one request too many */
    void request(Requester who) {
        if (who.name().isPresent() && !take(who.name().get())) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "epochal.api.requests-per-minute allows each caller " + rate.perMinute()
                            + " requests a minute; ask again later");
        }
    }

    private boolean take(String name) {
        long now = nanos.getAsLong();
        if (asked.size() > MANY) {
            asked.values().removeIf(state -> RequestRate.isFresh(state, now));
        }
        boolean[] taken = {false};
        asked.compute(name, (who, before) -> {
            OptionalLong after = rate.take(before == null ? RequestRate.fresh(now) : before, now);
            taken[0] = after.isPresent();
            return after.isPresent() ? (Long) after.getAsLong() : before;
        });
        return taken[0];
    }

    /**
     * Opens a stream for this caller; closing the answer gives it back.
     *
     * @throws ProblemException for one too many
     */
    public OpenStream openStream(Requester who) {
        if (who.name().isEmpty()) {
            return () -> {};
        }
        String name = who.name().get();
        if (streams.merge(name, 1, Integer::sum) > mostStreams) {
            closed(name);
            throw new ProblemException(
                    ProblemType.STREAMS_EXHAUSTED,
                    "epochal.api.streams-per-caller allows each caller " + mostStreams + " streams; close one");
        }
        return () -> closed(name);
    }

    /** A stream that counts while it is open. To be closed once. */
    @FunctionalInterface
    public interface OpenStream extends AutoCloseable {
        @Override
        void close();
    }

    private void closed(String name) {
        streams.computeIfPresent(name, (who, open) -> open > 1 ? open - 1 : null);
    }
}
