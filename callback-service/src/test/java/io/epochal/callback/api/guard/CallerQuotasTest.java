package io.epochal.callback.api.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.guard.RequestRate;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.guard.RunGlobs;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallerQuotasTest {
    private final AtomicLong nanos = new AtomicLong(17);
    private final CallerQuotas quotas = new CallerQuotas(new RequestRate(4), 2, nanos::get);

    private static Requester who(String name) {
        return new Requester(
                Optional.of(name), Role.VIEWER.withIncluded(), RunGlobs.ALL, Optional.empty(), Optional.empty());
    }

    @Test
    void oneCallerTooOftenLeavesTheOthersTheirs() {
        quotas.request(who("ann"));
        quotas.request(who("ann"));
        assertThatThrownBy(() -> quotas.request(who("ann"))).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.getResponse().getStatus()).isEqualTo(429);
            assertThat(problem.getResponse().getHeaderString("Retry-After")).isNotNull();
        });
        quotas.request(who("bob"));

        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        quotas.request(who("ann"));
    }

    @Test
    void whereNobodyIsAskedNobodyIsLimited() {
        for (int i = 0; i < 1000; i++) {
            quotas.request(Requester.ANYBODY);
            quotas.openStream(Requester.ANYBODY);
        }
    }

    @Test
    void aStreamThatIsClosedMakesRoomForAnother() {
        CallerQuotas.OpenStream first = quotas.openStream(who("ann"));
        quotas.openStream(who("ann"));
        assertThatThrownBy(() -> quotas.openStream(who("ann"))).isInstanceOf(ProblemException.class);
        quotas.openStream(who("bob"));
        first.close();
        quotas.openStream(who("ann"));
        assertThatThrownBy(() -> quotas.openStream(who("ann"))).isInstanceOf(ProblemException.class);
    }
}
