package io.epochal.callback.page;

import io.epochal.callback.Specs;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.protocol.Command;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What each test of the page has: the service, and a run of its own of which it says what a trainer would. */
abstract class PageFixture {
    static final RunSpec SPEC = Specs.with(List.of(), List.of(Map.of("type", "EarlyStopping", "patience", 5)));
    static final String HOSTILE = "<script>alert(1)</script>\"'>\u202e<img src=x onerror=alert(2)>";

    @TestHTTPResource
    URI root;

    final String run = "run-" + UUID.randomUUID();
    TestLog log;
    PageClient page;

    @BeforeEach
    final void connect() {
        log = TestLog.of(run, EmbeddedBroker.bootstrap());
        page = new PageClient(root);
    }

    @AfterEach
    final void disconnect() {
        log.close();
    }

    /** The run trains. */
    final void begun() {
        log.requested();
        log.started(1);
    }

    /** @param epoch from 0 */
    final void epoch(long sequence, int epoch, Map<String, Double> metrics) {
        log.says(new EpochEnded(
                run,
                1,
                sequence,
                Instant.now(),
                TrainingParams.of(SPEC),
                epoch,
                epoch + 1,
                Metrics.of(metrics),
                0.1,
                1,
                false,
                SPEC.callbacks()));
    }

    /** A verdict on an epoch sets the learning rate to 0.05. */
    final void slowed(long sequence, int epoch, String reason) {
        log.says(new VerdictApplied(
                run,
                1,
                sequence,
                Instant.now(),
                sequence - 1,
                epoch,
                epoch + 1,
                List.of(new Command.SetLearningRate(0.05)),
                List.of(new Verdict.Reason("EarlyStopping", reason)),
                List.of(),
                0.05));
    }
}
