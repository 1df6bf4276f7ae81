package io.epochal.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.chaos.outcome.RoundResult;
import io.epochal.chaos.plan.FaultPlan;
import io.epochal.chaos.plan.Round;
import io.epochal.chaos.round.ChaosSession;
import io.epochal.chaos.round.ChaosWorkspace;
import io.epochal.chaos.round.RoundReport;
import io.epochal.chaos.stack.BrokerMain;
import io.epochal.chaos.stack.StoreKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole processes, real signals: each victim once. {@code make chaos} does the same at random instants, as often as one likes. */
class ChaosIT {
    private static final Path WORK = Path.of("target/chaos-it").toAbsolutePath();

    @Test
    void whateverIsKilledTheRunEndsAsIfNothingHadHappened() throws Exception {
        BrokerMain.quiet();
        ChaosWorkspace arena = new ChaosWorkspace(Path.of("..").toAbsolutePath().normalize(), WORK, StoreKind.EMBEDDED);
        List<RoundResult> results = new ArrayList<>();
        try (RoundReport report = new RoundReport(WORK, 0);
                ChaosSession session = new ChaosSession(arena)) {
            if (!session.fillable()) {
                System.out.println(Chaos.NO_DISK);
            }
            for (Round round : new FaultPlan(0, session.length(), session.fillable()).fixed()) {
                RoundResult result = session.fight(round);
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
