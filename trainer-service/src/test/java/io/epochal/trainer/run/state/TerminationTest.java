package io.epochal.trainer.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminationTest {
    @ParameterizedTest
    @CsvSource({"COMPLETED, false", "STOPPED_EARLY, false", "CANCELLED, true", "FAILED, true"})
    void onlyACancellationOrAFailureAbandonsTheEpoch(RunStatus status, boolean abandons) {
        assertThat(new Termination(status, "why").abandonsEpoch()).isEqualTo(abandons);
    }

    @Test
    void anAdditionGoesBehindTheReasonOfAResult() {
        RunResult result = RunResult.failed(TestStates.START, "broken", "key").with("; not saved: best");

        assertThat(result)
                .isEqualTo(new RunResult(
                        TestStates.START,
                        new Termination(RunStatus.FAILED, "broken; not saved: best"),
                        Metrics.NONE,
                        "key"));
    }
}
