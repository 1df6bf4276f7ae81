package io.epochal.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutlineTest {
    private static final RunMessages RUN = new RunMessages("run");

    /** Generated lives of a run: resumed, taken back, paused, ended, with attempts that go on though they were given up. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void saysWhatTheWholeStorySays(long seed) {
        Random random = new Random(seed);
        for (int life = 0; life < 200; life++) {
            RunDetails story = new RunDetails("run");
            RunOverview outline = new RunOverview("run");
            for (Message message : life(random)) {
                story.hear(message);
                outline.hear(message);
                assertSame(outline, story);
            }
        }
    }

    private static void assertSame(RunOverview outline, RunDetails story) {
        assertThat(outline.known()).isEqualTo(story.known());
        if (!story.known()) {
            return;
        }
        SortedMap<Integer, EpochEnded> epochs = story.epochs();
        assertThat(outline.state()).isEqualTo(story.state());
        assertThat(outline.attempt()).isEqualTo(story.attempt());
        assertThat(outline.epochs()).isEqualTo(epochs.size());
        assertThat(outline.begun()).isEqualTo(story.begun());
        assertThat(outline.until(RunMessages.at(999))).isEqualTo(story.until(RunMessages.at(999)));
        OptionalDouble least = epochs.values().stream()
                .mapToDouble(one -> one.metrics().get("val_loss").orElseThrow())
                .filter(value -> !Double.isNaN(value))
                .min();
        assertThat(outline.best().map(MetricCurve.Point::value))
                .isEqualTo(least.isPresent() ? Optional.of(least.getAsDouble()) : Optional.empty());
        assertThat(outline.last().map(MetricCurve.Point::epoch))
                .isEqualTo(epochs.isEmpty() ? Optional.empty() : Optional.of(epochs.lastKey()));
    }

    private static List<Message> life(Random random) {
        List<Message> life = new ArrayList<>(List.of(RUN.requested(), RUN.started(1)));
        List<EpochEnded> kept = new ArrayList<>();
        int attempt = 1;
        long sequence = 1;
        for (int i = 0; i < 25; i++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> {
                    kept.add((EpochEnded) RUN.epoch(attempt, sequence++, kept.size(), loss(random)));
                    life.add(kept.get(kept.size() - 1));
                }
                case 4 -> {
                    kept = new ArrayList<>(kept.subList(0, random.nextInt(kept.size() + 1)));
                    life.add(next(kept, attempt + 1));
                    // The one that was given up goes on for a moment.
                    life.add(RUN.epoch(attempt, sequence, 7, loss(random)));
                    attempt++;
                    sequence = 1;
                }
                case 5 -> life.add(RUN.answered(attempt, sequence++, "p" + i, new Command.PauseTraining(), "applied"));
                case 6 -> life.add(RUN.answered(attempt, sequence++, "r" + i, new Command.ResumeTraining(), "applied"));
                case 7 -> life.add(RUN.suspended(attempt, sequence++));
                default -> {
                    life.add(RUN.ended(attempt, sequence++, RunStatus.CANCELLED));
                    life.add(RUN.requested(new TakenBack(attempt, List.of())));
                }
            }
        }
        return life;
    }

    /** Behind the last of these epochs, or from the beginning. */
    private static Message next(List<EpochEnded> kept, int attempt) {
        if (kept.isEmpty()) {
            return RUN.started(attempt);
        }
        EpochEnded last = kept.get(kept.size() - 1);
        return RUN.resumed(attempt, kept.size(), last.attempt(), last.sequence() + 1);
    }

    private static double loss(Random random) {
        return random.nextInt(8) == 0 ? Double.NaN : random.nextInt(20) / 8.0;
    }

    @Test
    void theBestIsWhatIsBetterToWhoeverWatches() {
        MetricCurve curve = new MetricCurve();
        curve.add(1, 1, 0, OptionalDouble.of(Double.NaN));
        curve.add(1, 2, 1, OptionalDouble.of(0.5));
        curve.add(1, 3, 2, OptionalDouble.of(0.25));
        curve.add(1, 4, 3, OptionalDouble.of(0.25));
        curve.add(1, 5, 4, OptionalDouble.empty());

        assertThat(curve.best(false)).isEqualTo(new MetricCurve.Point(2, 0.25));
        assertThat(curve.best(true)).isEqualTo(new MetricCurve.Point(1, 0.5));
        assertThat(curve.last()).isEqualTo(new MetricCurve.Point(3, 0.25));
        assertThat(curve.size()).isEqualTo(5);
        assertThat(new MetricCurve().best(true)).isNull();
    }
}
