package io.epochal.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.MetricCurve;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunOverviewTest {
    private static final RunMessages RUN = new RunMessages("run");

    /** Generated runs: resumed, paused, ended, with revoked ends, and with superseded attempts that still publish. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheDetailsAfterEachMessage(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            RunDetails details = new RunDetails("run");
            OverviewFold fold = new OverviewFold("run");
            boolean attached = random.nextBoolean();
            for (Message message : RunHistories.messages(RUN, random, attached)) {
                details.add(message);
                fold.add(message);
                assertSame(fold.overview(), details, RunMessages.at(random.nextInt(300)));
            }
        }
    }

    private static void assertSame(RunOverview overview, RunDetails details, Instant now) {
        assertThat(overview.known()).isEqualTo(details.known());
        if (!details.known()) {
            return;
        }
        SortedMap<Integer, EpochEnded> epochs = details.epochs();
        assertThat(overview.phase(now)).isEqualTo(details.phase(now));
        assertThat(overview.lostSince(now)).isEqualTo(details.lostSince(now));
        assertThat(overview.attempt()).isEqualTo(details.attempt());
        assertThat(overview.epochs()).isEqualTo(epochs.size());
        assertThat(overview.started()).isEqualTo(details.started());
        assertThat(overview.until(now)).isEqualTo(details.until(now));
        assertThat(overview.allEpochs()).isEqualTo(details.facts().epochs());
        assertThat(overview.round()).isEqualTo(details.facts().round());
        OptionalDouble least = epochs.values().stream()
                .mapToDouble(one -> one.metrics().get("val_loss").orElseThrow())
                .filter(value -> !Double.isNaN(value))
                .min();
        assertThat(overview.best().map(MetricCurve.EpochValue::value))
                .isEqualTo(least.isPresent() ? Optional.of(least.getAsDouble()) : Optional.empty());
        assertThat(overview.last().map(MetricCurve.EpochValue::epoch))
                .isEqualTo(epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.lastKey()));
    }

    /** What is read after a summary may begin before it was written: the group's offsets trail it. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void goesOnFromASummaryAsIfItHadReadAll(long seed) throws Exception {
        Random random = new Random(seed);
        int compared = 0;
        for (int run = 0; run < 200; run++) {
            List<Message> messages = RunHistories.messages(RUN, random, random.nextBoolean());
            int cut = random.nextInt(messages.size());
            OverviewFold whole = new OverviewFold("run");
            messages.subList(0, cut).forEach(whole::add);
            OverviewFold continued =
                    new OverviewFold(stored(whole.summary(RunMessages.at(0), RunMessages.at(0), List.of())));
            assertSame(continued.overview(), whole.overview(), RunMessages.at(random.nextInt(300)));
            messages.subList(random.nextInt(cut + 1), cut).stream()
                    .filter(continued::takes)
                    .forEach(continued::add);
            for (Message message : messages.subList(cut, messages.size())) {
                if (!continued.takes(message)) {
                    break;
                }
                whole.add(message);
                continued.add(message);
                compared++;
                assertSame(continued.overview(), whole.overview(), RunMessages.at(random.nextInt(300)));
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    private static RunSummary stored(RunSummary summary) throws Exception {
        Wire.Encoded encoded = Wire.encode(summary, "/test");
        return (RunSummary) Wire.decode(encoded.headers(), encoded.value());
    }

    private static void assertSame(RunOverview one, RunOverview other, Instant now) {
        assertThat(ShownRun.of(one, now)).isEqualTo(ShownRun.of(other, now));
    }
}
