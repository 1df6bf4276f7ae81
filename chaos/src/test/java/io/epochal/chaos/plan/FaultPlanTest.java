package io.epochal.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
    void faultsAreScheduledWithinTheRun() {
        IntStream.rangeClosed(1, 200).mapToObj(PLAN::round).forEach(round -> assertThat(round.faults())
                .isNotEmpty()
                .allMatch(fault -> fault.due().reached(new RoundProgress(LENGTH, 0))));
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
    void withoutADiskOfItsOwnNoRoundFillsTheDisk() {
        FaultPlan without = new FaultPlan(7, LENGTH, false);

        assertThat(IntStream.rangeClosed(1, 200)
                        .mapToObj(without::round)
                        .flatMap(round -> round.faults().stream())
                        .filter(fault -> fault.fault() instanceof DiskFull))
                .isEmpty();
    }
}
