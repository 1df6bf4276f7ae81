package io.epochal.chaos.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.chaos.outcome.Result.Outcome;
import io.epochal.chaos.plan.Blow;
import io.epochal.chaos.plan.Fault;
import io.epochal.chaos.plan.Victim;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Fault KILL = new Fault.Kill(Victim.TRAINER);
    private static final Fault STOP = new Fault.Stop(Victim.BROKER, Duration.ofMillis(300));

    @Test
    void countsEachRoundOnceForEachKindOfFaultInIt() {
        String table = Table.of(List.of(result(Outcome.SAME, KILL, KILL), result(Outcome.DIFFERENT, KILL, STOP)));

        assertThat(table.lines())
                .containsExactly(
                        "| what was done | rounds | same | different | not ended |",
                        "|---|---|---|---|---|",
                        "| SIGSTOP broker | 1 | 0 | 1 | 0 |",
                        "| kill -9 trainer | 2 | 1 | 1 | 0 |",
                        "| **all rounds** | 2 | 1 | 1 | 0 |");
    }

    @Test
    void measuresRecoveryWhereNothingElseWasDone() {
        assertThat(Table.recovery(List.of(result(Outcome.SAME, KILL), result(Outcome.SAME, KILL, STOP))))
                .contains("median 900 ms", "of 1");
    }

    private static Result result(Outcome outcome, Fault... faults) {
        List<Blow> struck = Arrays.stream(faults)
                .map(fault -> new Blow(Duration.ofMillis(5), fault))
                .toList();
        return new Result(
                1, struck, List.of(), outcome, List.of(), Duration.ofSeconds(4), Optional.of(Duration.ofMillis(900)));
    }
}
