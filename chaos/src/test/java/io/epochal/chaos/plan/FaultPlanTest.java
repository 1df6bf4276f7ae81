package io.epochal.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Duration LENGTH = Duration.ofSeconds(5);
    private static final FaultPlan PLAN = new FaultPlan(7, LENGTH, true);

    @Test
    void theSameSeedAndNumberAreTheSameRound() {
        assertThat(new FaultPlan(7, LENGTH, true).round(12)).isEqualTo(PLAN.round(12));
        assertThat(new FaultPlan(8, LENGTH, true).round(12)).isNotEqualTo(PLAN.round(12));
        assertThat(PLAN.round(13).faults()).isNotEqualTo(PLAN.round(12).faults());
    }

    @Test
    void faultsAreScheduledWithinTheRunAndInOrder() {
        IntStream.rangeClosed(1, 200).mapToObj(PLAN::round).forEach(round -> assertThat(round.faults())
                .isNotEmpty()
                .extracting(ScheduledFault::after)
                .isSorted()
                .allMatch(after -> after.compareTo(LENGTH) < 0));
    }

    @Test
    void twoHundredRoundsInjectEveryFaultIntoEveryTarget() {
        Set<String> done = IntStream.rangeClosed(1, 200)
                .mapToObj(PLAN::round)
                .flatMap(round -> round.faults().stream())
                .map(fault -> fault.fault().label())
                .collect(Collectors.toCollection(TreeSet::new));

        for (Target target : Target.values()) {
            assertThat(done)
                    .contains("kill -9 " + target.words(), "SIGTERM " + target.words(), "SIGSTOP " + target.words());
        }
        for (NetworkLink line : NetworkLink.values()) {
            assertThat(done).contains("cut " + line.words(), "delay " + line.words(), "half-close " + line.words());
        }
        assertThat(done)
                .contains("disk full on the store", "kill -9 everything", "pause and resume", "records sent twice");
    }

    @Test
    void someTrainersAreSuspendedForLongerThanTheirLock() {
        assertThat(IntStream.rangeClosed(1, 200)
                        .mapToObj(PLAN::round)
                        .flatMap(round -> round.faults().stream())
                        .filter(fault -> fault.fault() instanceof ProcessFault.Suspend stop
                                && stop.lasting().toSeconds() >= 15))
                .isNotEmpty();
    }

    @Test
    void theFixedRoundsHitEachTargetOnce() {
        String all = PLAN.fixed().stream()
                .flatMap(round -> round.faults().stream())
                .map(ScheduledFault::toString)
                .collect(Collectors.joining("\n"));

        assertThat(Arrays.stream(new String[] {
                    "-9 trainer",
                    "-9 waiting trainer",
                    "-9 callback-service",
                    "-9 broker",
                    "-9 store",
                    "-9 everything",
                    "Kafka line",
                    "S3 line",
                    "disk full",
                    "SIGTERM trainer",
                    "SIGSTOP trainer"
                }))
                .allMatch(all::contains);
    }

    @Test
    void withoutADiskOfItsOwnNoRoundFillsTheDisk() {
        FaultPlan without = new FaultPlan(7, LENGTH, false);

        assertThat(IntStream.rangeClosed(1, 200)
                        .mapToObj(without::round)
                        .flatMap(round -> round.faults().stream())
                        .filter(fault -> fault.fault() instanceof DiskFull))
                .isEmpty();
    }
}
