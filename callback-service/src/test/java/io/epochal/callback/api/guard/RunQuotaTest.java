package io.epochal.callback.api.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.epochal.callback.api.ListedRuns;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent.AttachedRunStarted;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunQuotaTest {
    private static final AttachedTrainer TRAINER =
            new AttachedTrainer("a", "a test", AttachedTrainer.Unit.EPOCH, List.of(), 60);
    private static final TrainingParams PARAMS =
            new TrainingParams(3, List.of(), false, 0.1, false, false, Semantics.KERAS_3_15, Map.of(), null, true);

    private static Requester who(String name) {
        return new Requester(
                Optional.of(name), Role.TRAINER.withIncluded(), RunGlobs.ALL, Optional.empty(), Optional.empty());
    }

    private static RunOverview run(String id, String by, Instant heard, boolean ended) {
        OverviewFold fold = new OverviewFold(id);
        fold.add(new AttachedRunStarted(id, 1, 0, heard, TRAINER, PARAMS, List.of(), by));
        if (ended) {
            fold.add(new RunEnded(
                    id, 1, 1, heard, RunStatus.COMPLETED, "done", 3, null, Metrics.NONE, Metrics.NONE, 0.1, null));
        }
        return fold.overview();
    }

    private static RunQuota of(int most, RunOverview... runs) {
        return new RunQuota(new ListedRuns(List.of(runs)), most);
    }

    @Test
    void whatHasEndedOrIsLostOrIsAnothersIsNotCounted() {
        Instant now = Instant.now();
        RunQuota quota = of(
                2,
                run("mine", "ann", now, false),
                run("ended", "ann", now, true),
                run("lost", "ann", now.minusSeconds(3600), false),
                run("other", "bob", now, false));

        quota.require(who("ann"), "second");
        assertThatThrownBy(() -> quota.require(who("ann"), "third"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.getResponse().getStatus()).isEqualTo(429);
                    assertThat(problem.getResponse().getHeaderString("Retry-After"))
                            .isNotNull();
                })
                .hasMessageContaining("epochal.api.runs allows each caller 2 runs under way, and ann has as many");
        quota.require(who("bob"), "third");
    }

    @Test
    void aRunThatIsUnderWayMayGoOn() {
        RunQuota quota = of(1, run("mine", "ann", Instant.now(), false));

        quota.require(who("ann"), "mine");
        quota.require(who("ann"), "mine");
        assertThatThrownBy(() -> quota.require(who("ann"), "other")).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatTheListDoesNotHaveYetCountsToo() {
        RunQuota quota = of(3);

        IntStream.range(0, 3).forEach(i -> quota.require(who("ann"), "run-" + i));
        assertThatThrownBy(() -> quota.require(who("ann"), "run-3")).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatWasLetInLongAgoIsInTheList() {
        RunsBegun begun = new RunsBegun();
        Instant now = Instant.EPOCH;

        assertThat(begun.take("ann", "run-1", Set.of(), 1, now)).isTrue();
        assertThat(begun.take("ann", "run-2", Set.of(), 1, now.plusSeconds(29))).isFalse();
        assertThat(begun.take("ann", "run-2", Set.of(), 1, now.plusSeconds(31))).isTrue();
    }

    @Test
    void whereNobodyIsAskedNobodyIsLimited() {
        RunQuota quota = of(0);

        quota.require(Requester.ANYBODY, "run");
    }

    @Test
    void nobodyIsKeptFromTrainingWhereTheListCannotBeRead() {
        RunQuota quota = new RunQuota(new ListedRuns(List.of(), true), 1);

        quota.require(who("ann"), "run");
        assertThatThrownBy(() -> quota.require(who("ann"), "other")).isInstanceOf(ProblemException.class);
    }
}
