package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.TrainingEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTraceTest {
    private static final AttemptEvents FIRST = new AttemptEvents(1);
    private static final AttemptEvents SECOND = new AttemptEvents(2);
    private static final List<TrainingEvent> WITHOUT_FAULTS =
            List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.ended(2, 4, 0.5), FIRST.over(3));

    @Test
    void aResumedRunHasTheSameTrace() {
        RunTrace trace = RunTrace.of(List.of(
                FIRST.started(0),
                FIRST.reached(1, 2),
                FIRST.ended(2, 4, 0.5),
                SECOND.resumed(0, 1, 1, 2),
                SECOND.reached(1, 2),
                SECOND.ended(2, 4, 0.5),
                SECOND.over(3)));

        assertThat(trace.events()).isEqualTo(RunTrace.of(WITHOUT_FAULTS).events());
        assertThat(trace.faults()).isEmpty();
        assertThat(trace.ended()).isTrue();
        assertThat(trace.segments())
                .containsExactly(new AttemptSegment(1, 0, 2, false), new AttemptSegment(2, 2, 4, true));
    }

    /** It asks where it resumes, and is silent only where it is held up. */
    @Test
    void aProgramThatIsNotOurTrainerHasTheSameTraceWhenItResumed() {
        RunTrace trace = RunTrace.of(List.of(
                FIRST.attached(0),
                FIRST.reached(1, 2),
                FIRST.alive(2),
                FIRST.ended(3, 4, 0.7),
                SECOND.reattached(0, 1, 2, 2),
                SECOND.applied(1, 0),
                SECOND.ended(2, 4, 0.5),
                SECOND.over(3)));

        assertThat(trace.events())
                .isEqualTo(RunTrace.of(
                                List.of(FIRST.attached(0), FIRST.reached(1, 2), FIRST.ended(2, 4, 0.5), FIRST.over(3)))
                        .events());
        assertThat(trace.segments())
                .containsExactly(new AttemptSegment(1, 0, 2, false), new AttemptSegment(2, 2, 4, true));
        assertThat(trace.faults()).isEmpty();
    }

    @Test
    void whatAZombiePublishesLateIsNotInTheTrace() {
        RunTrace trace = RunTrace.of(List.of(
                FIRST.started(0),
                FIRST.reached(1, 2),
                SECOND.resumed(0, 1, 1, 2),
                SECOND.reached(1, 2),
                FIRST.ended(2, 4, 0.7),
                SECOND.ended(2, 4, 0.5),
                SECOND.over(3)));

        assertThat(trace.events()).isEqualTo(RunTrace.of(WITHOUT_FAULTS).events());
    }

    @Test
    void anAttemptFromTheBeginningReplacesTheTrace() {
        RunTrace trace = RunTrace.of(List.of(
                FIRST.started(0), SECOND.started(0), SECOND.reached(1, 2), SECOND.ended(2, 4, 0.5), SECOND.over(3)));

        assertThat(trace.events()).isEqualTo(RunTrace.of(WITHOUT_FAULTS).events());
        assertThat(trace.segments()).containsExactly(new AttemptSegment(2, 0, 4, true));
    }

    @Test
    void anotherLossIsAnotherTrace() {
        RunTrace trace =
                RunTrace.of(List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.ended(2, 4, 0.51), FIRST.over(3)));

        assertThat(trace.events()).isNotEqualTo(RunTrace.of(WITHOUT_FAULTS).events());
    }

    @Test
    void aMissingOrDuplicateSequenceNumberIsAFault() {
        assertThat(RunTrace.of(List.of(FIRST.started(0), FIRST.ended(2, 4, 0.5)))
                        .faults())
                .singleElement()
                .asString()
                .contains("after event 0 comes 2");
        assertThat(RunTrace.of(List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.reached(1, 3)))
                        .faults())
                .singleElement()
                .asString()
                .contains("after event 1 comes 1");
    }

    @Test
    void aRepeatedBarrierCountsOnce() {
        TrainingEvent started = FIRST.started(0);
        RunTrace trace = RunTrace.of(List.of(started, started, FIRST.ended(1, 4, 0.5), started));

        assertThat(trace.faults()).isEmpty();
        assertThat(trace).isEqualTo(RunTrace.of(List.of(started, FIRST.ended(1, 4, 0.5))));
    }

    @Test
    void aRevokedEndIsNoEnd() {
        assertThat(RunTrace.of(List.of(
                                FIRST.started(0), FIRST.reached(1, 2), FIRST.over(2), SECOND.resumed(0, 1, 1, 2)))
                        .ended())
                .isFalse();
    }

    @Test
    void histogramsMayHaveAnyPositionButMustNotBeMissing() {
        RunTrace early = RunTrace.of(List.of(FIRST.started(0), FIRST.summarized(1), FIRST.ended(2, 4, 0.5)));
        RunTrace late = RunTrace.of(List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5), FIRST.summarized(2)));
        RunTrace never = RunTrace.of(List.of(FIRST.started(0), FIRST.ended(1, 4, 0.5)));

        assertThat(early.events()).isEqualTo(late.events());
        assertThat(early.weights()).isEqualTo(late.weights()).isNotEqualTo(never.weights());
    }

    @Test
    void aCommandThatIsAppliedAgainAfterAResumeCountsOnce() {
        RunTrace trace = RunTrace.of(List.of(
                FIRST.started(0),
                FIRST.reached(1, 2),
                FIRST.answered(2),
                SECOND.resumed(0, 1, 1, 2),
                SECOND.reached(1, 2),
                SECOND.answered(2)));

        assertThat(trace.requests()).isEqualTo(Map.of("pause applied", 1));
    }

    @Test
    void aCheckpointThatAnyAttemptReportedIsReported() {
        RunTrace trace = RunTrace.of(
                List.of(FIRST.started(0), FIRST.reached(1, 2), FIRST.saved(2, 2, "best"), SECOND.resumed(0, 1, 1, 2)));

        assertThat(trace.saves()).containsExactly("best at step 2");
    }
}
