package io.epochal.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.chaos.outcome.RoundResult;
import io.epochal.chaos.plan.FixedRounds;
import io.epochal.chaos.plan.Round;
import io.epochal.chaos.round.ChaosSession;
import io.epochal.chaos.round.ChaosWorkspace;
import io.epochal.chaos.round.RoundReport;
import io.epochal.chaos.stack.BrokerMain;
import io.epochal.chaos.stack.StoreKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real processes and signals: each target once. {@code make chaos} injects faults at random times. */
@Tag("long")
class ChaosIT {
    private static final Path WORK = Path.of("target/chaos-it").toAbsolutePath();

    @Test
    void aRunWithFaultsEndsAsARunWithoutFaults() throws Exception {
        BrokerMain.quiet();
        ChaosWorkspace workspace =
                new ChaosWorkspace(Path.of("..").toAbsolutePath().normalize(), WORK, StoreKind.EMBEDDED);
        List<RoundResult> results = new ArrayList<>();
        try (RoundReport report = new RoundReport(WORK, 0);
                ChaosSession session = new ChaosSession(workspace)) {
            if (!session.fillable()) {
                System.out.println(Chaos.NO_DISK);
            }
            for (Round round : new FixedRounds(session.steps(), session.fillable()).rounds()) {
                RoundResult result = session.run(round);
                report.round(result);
                results.add(result);
            }
            report.end(results);
        }

        assertThat(results).allSatisfy(result -> {
            assertThat(result.differences()).isEmpty();
            assertThat(result.missed()).isEmpty();
        });
    }
}
