package io.epochal.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.summary.MetricCurve;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
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
            RunOverview overview = new RunOverview("run");
            boolean attached = random.nextBoolean();
            for (Message message : messages(random, attached)) {
                details.add(message);
                overview.add(message);
                assertSame(overview, details, RunMessages.at(random.nextInt(300)));
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

    private static List<Message> messages(Random random, boolean attached) {
        List<Message> messages = new ArrayList<>(
                attached
                        ? List.of(RUN.attached(1, AttachedTrainer.Unit.EVALUATION))
                        : List.of(RUN.requested(), RUN.started(1)));
        List<EpochEnded> kept = new ArrayList<>();
        int attempt = 1;
        long sequence = 1;
        for (int i = 0; i < 25; i++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> {
                    kept.add((EpochEnded) RUN.epoch(attempt, sequence++, kept.size(), loss(random)));
                    messages.add(kept.get(kept.size() - 1));
                }
                case 4 -> {
                    kept = new ArrayList<>(kept.subList(0, random.nextInt(kept.size() + 1)));
                    messages.add(next(kept, attempt + 1, attached));
                    // The superseded attempt still publishes an event.
                    messages.add(RUN.epoch(attempt, sequence, 7, loss(random)));
                    attempt++;
                    sequence = 1;
                }
                case 5 ->
                    messages.add(RUN.answered(attempt, sequence++, "p" + i, new Command.PauseTraining(), "applied"));
                case 6 ->
                    messages.add(RUN.answered(attempt, sequence++, "r" + i, new Command.ResumeTraining(), "applied"));
                case 7 ->
                    messages.add(
                            attached
                                    ? RUN.heartbeat(attempt, sequence++, 10 + i * 20L)
                                    : RUN.suspended(attempt, sequence++));
                default -> {
                    messages.add(RUN.ended(attempt, sequence++, RunStatus.CANCELLED));
                    messages.add(
                            attached
                                    ? RUN.attached(++attempt, AttachedTrainer.Unit.EPOCH)
                                    : RUN.requested(new TakenBack(attempt, List.of())));
                    if (attached) {
                        kept = new ArrayList<>();
                        sequence = 1;
                    }
                }
            }
        }
        return messages;
    }

    /** Resumes after the last of these epochs, or starts from the beginning. */
    private static Message next(List<EpochEnded> kept, int attempt, boolean attached) {
        if (kept.isEmpty()) {
            return attached ? RUN.attached(attempt, AttachedTrainer.Unit.EPOCH) : RUN.started(attempt);
        }
        EpochEnded last = kept.get(kept.size() - 1);
        return attached
                ? RUN.reattached(attempt, kept.size(), last.attempt(), last.sequence() + 1)
                : RUN.resumed(attempt, kept.size(), last.attempt(), last.sequence() + 1);
    }

    private static double loss(Random random) {
        return random.nextInt(8) == 0 ? Double.NaN : random.nextInt(20) / 8.0;
    }

    /** What is read after a summary may begin before it was written: the group's offsets trail it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void goesOnFromASummaryAsIfItHadReadAll(long seed) throws Exception {
        Random random = new Random(seed);
        int compared = 0;
        for (int run = 0; run < 200; run++) {
            List<Message> messages = messages(random, random.nextBoolean());
            int cut = random.nextInt(messages.size());
            RunOverview whole = new RunOverview("run");
            messages.subList(0, cut).forEach(whole::add);
            RunOverview continued = new RunOverview(stored(whole.summary(RunMessages.at(0), List.of())));
            assertSame(continued, whole, RunMessages.at(random.nextInt(300)));
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
                assertSame(continued, whole, RunMessages.at(random.nextInt(300)));
            }
        }
        assertThat(compared).isGreaterThan(500);
    }

    private static RunSummary stored(RunSummary summary) throws Exception {
        Wire.Encoded encoded = Wire.encode(summary, "/test");
        return (RunSummary) Wire.decode(encoded.headers(), encoded.value());
    }

    private static void assertSame(RunOverview one, RunOverview other, Instant now) {
        assertThat(shown(one, now)).isEqualTo(shown(other, now));
    }

    private static List<Object> shown(RunOverview run, Instant now) {
        return List.of(
                run.known(),
                run.phase(now),
                run.lostSince(now),
                run.attempt(),
                run.epochs(),
                run.metric(),
                run.best(),
                run.last(),
                run.started(),
                run.hasStarted(),
                run.until(now),
                run.allEpochs(),
                run.round(),
                run.trainer());
    }
}
