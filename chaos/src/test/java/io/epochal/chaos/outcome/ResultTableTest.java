package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.chaos.outcome.RoundResult.Outcome;
import io.epochal.chaos.plan.Fault;
import io.epochal.chaos.plan.FaultTime;
import io.epochal.chaos.plan.ProcessFault;
import io.epochal.chaos.plan.ScheduledFault;
import io.epochal.chaos.plan.Target;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    private static final Fault KILL = new ProcessFault.Kill(Target.TRAINER);
    private static final Fault STOP = new ProcessFault.Suspend(Target.BROKER, Duration.ofMillis(300));

    @Test
    void countsEachRoundOnceForEachKindOfFaultInIt() {
        String table = ResultTable.of(List.of(result(Outcome.SAME, KILL, KILL), result(Outcome.DIFFERENT, KILL, STOP)));

        assertThat(table.lines())
                .containsExactly(
                        "| what was done | rounds | same | different | not ended |",
                        "|---|---|---|---|---|",
                        "| SIGSTOP broker | 1 | 0 | 1 | 0 |",
                        "| kill -9 trainer | 2 | 1 | 1 | 0 |",
                        "| **all rounds** | 2 | 1 | 1 | 0 |");
    }

    @Test
    void measuresRecoveryInRoundsWithoutOtherFaults() {
        assertThat(ResultTable.recovery(List.of(result(Outcome.SAME, KILL), result(Outcome.SAME, KILL, STOP))))
                .contains("median 900 ms", "of 1");
    }

    private static RoundResult result(Outcome outcome, Fault... faults) {
        List<ScheduledFault> scheduled = Arrays.stream(faults)
                .map(fault -> new ScheduledFault(new FaultTime.AtStep(5), fault))
                .toList();
        return new RoundResult(
                1,
                scheduled,
                List.of(),
                outcome,
                List.of(),
                Duration.ofSeconds(4),
                Optional.of(Duration.ofMillis(900)));
    }
}
