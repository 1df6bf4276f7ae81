package io.epochal.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.chaos.outcome.Result;
import io.epochal.chaos.plan.Plan;
import io.epochal.chaos.plan.Round;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole processes, real signals: each victim once. {@code make chaos} does the same at random instants, as often as one likes. */
class ChaosIT {
    private static final Path WORK = Path.of("target/chaos-it").toAbsolutePath();

    @Test
    void whateverIsKilledTheRunEndsAsIfNothingHadHappened() throws Exception {
        Broker.quiet();
        Arena arena = new Arena(Path.of("..").toAbsolutePath().normalize(), WORK, StoreKind.EMBEDDED);
        List<Result> results = new ArrayList<>();
        try (Report report = new Report(WORK, 0);
                Session session = new Session(arena)) {
            if (!session.fillable()) {
                System.out.println(Chaos.NO_DISK);
            }
            for (Round round : new Plan(0, session.length(), session.fillable()).fixed()) {
                Result result = session.fight(round);
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
