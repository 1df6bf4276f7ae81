package io.epochal.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FixedRoundsTest {
    @Test
    void theFixedRoundsHitEachTargetOnce() {
        String all = new FixedRounds(400, true)
                .rounds().stream()
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
    void eachFaultComesWhileARunOfAnySpeedTrains() {
        assertThat(new FixedRounds(400, true).rounds())
                .flatExtracting(Round::faults)
                .allMatch(fault -> fault.due().reached(new RoundProgress(Duration.ofSeconds(1), 399)))
                .noneMatch(fault -> fault.due().reached(new RoundProgress(Duration.ofDays(1), 1)));
    }
}
