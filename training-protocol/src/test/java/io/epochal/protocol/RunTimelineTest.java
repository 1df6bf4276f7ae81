package io.epochal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.TrainingEvent.CheckpointTaken;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunResumed;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTimelineTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final int HISTORIES = 500;

    @Test
    void ofTheAttemptThatStoredTheCheckpointTheEventsBelowItStayTrue() {
        TrainingEvent started = started(1);
        TrainingEvent kept = plain(1, 1);
        TrainingEvent resumed = resumed(3, 1, 2);

        assertThat(RunTimeline.trueEvents(List.of(started, kept, plain(1, 2), resumed(2, 1, 2), plain(2, 1), resumed)))
                .containsExactly(started, kept, resumed);
    }

    @Test
    void whatAnOlderAttemptPublishesAfterANewerOneIsNotTrue() {
        TrainingEvent started = started(1);
        TrainingEvent resumed = resumed(2, 1, 1);

        assertThat(RunTimeline.trueEvents(List.of(started, plain(1, 1), resumed, plain(1, 2))))
                .containsExactly(started, resumed);
    }

    @Test
    void theRunsBeginningStaysTrueWhereverALaterAttemptResumes() {
        TrainingEvent started = started(1);
        TrainingEvent resumed = resumed(2, 1, 0);

        assertThat(RunTimeline.trueEvents(List.of(started, plain(1, 1), resumed)))
                .containsExactly(started, resumed);
    }

    @Test
    void anAttemptFromTheBeginningMakesAllBeforeItVoid() {
        TrainingEvent again = started(2);

        assertThat(RunTimeline.trueEvents(List.of(started(1), plain(1, 1), again)))
                .containsExactly(again);
    }

    @Test
    void anEndOrTheAnswerToACancelAtTheStartOfAnAttemptVoidsNothing() {
        List<TrainingEvent> log = List.of(started(1), plain(1, 1), answered(2, 0), ended(2, 1), ended(3, 0));

        assertThat(RunTimeline.trueEvents(log)).isEqualTo(log);
    }

    @Test
    void anEndCountsUntilItIsRevoked() {
        RunTimeline timeline = new RunTimeline();
        RunEnded end = ended(1, 1);
        List.of(started(1), end).forEach(timeline::add);
        assertThat(timeline.end()).contains(end);

        timeline.add(request(null));
        assertThat(timeline.end()).contains(end);

        timeline.add(request(new TakenBack(1, List.of())));
        assertThat(timeline.end()).isEmpty();
        assertThat(timeline.events()).contains(end);

        timeline.add(resumed(2, 1, 1));
        assertThat(timeline.events()).doesNotContain(end);

        RunEnded later = ended(2, 1);
        timeline.add(later);
        assertThat(timeline.end()).contains(later);
        assertThat(timeline.revokedEnds()).isEqualTo(new RevokedEnds(1));
    }

    @Test
    void anEndIsNoneWhenALaterAttemptHasBegun() {
        RunTimeline timeline = new RunTimeline();
        List.of(started(1), ended(1, 1), resumed(2, 1, 1)).forEach(timeline::add);

        assertThat(timeline.end()).isEmpty();
    }

    @Test
    void keepsWhatItIsAskedToAndKnowsThePositionOfTheRest() {
        RunTimeline timeline = new RunTimeline(event -> Optional.of(event).filter(RunStarted.class::isInstance));
        TrainingEvent started = started(1);
        List.of(started, plain(1, 1)).forEach(timeline::add);

        assertThat(timeline.events()).containsExactly(started);
        assertThat(timeline.position()).isEqualTo(new EventPosition(1, 1));
        assertThat(timeline.add(plain(1, 1))).isFalse();
    }

    /** Log by log: what the timeline says is what the rules say, event by event. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void saysOfEachEventWhatTheRulesSay(long seed) {
        Random random = new Random(seed);
        for (int history = 0; history < HISTORIES; history++) {
            List<TrainingEvent> log = history(random);

            assertThat(positions(RunTimeline.trueEvents(log)))
                    .as(() -> positions(log))
                    .isEqualTo(positions(byTheRules(log)));
        }
    }

    /** At each length of the log, however often its records are delivered again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void repeatsChangeNothingAndStepsEqualTheWhole(long seed) {
        Random random = new Random(seed);
        for (int history = 0; history < HISTORIES / 5; history++) {
            List<TrainingEvent> log = history(random);
            RunTimeline steps = new RunTimeline();
            for (int length = 1; length <= log.size(); length++) {
                steps.add(log.get(length - 1));
                List<TrainingEvent> expected = RunTimeline.trueEvents(log.subList(0, length));
                for (int repeat = random.nextInt(3); repeat > 0; repeat--) {
                    // At least once: from any place on, the records up to here come again.
                    boolean changed = false;
                    for (TrainingEvent event : log.subList(random.nextInt(length), length)) {
                        changed |= steps.add(event);
                    }
                    assertThat(changed).isFalse();
                }

                assertThat(positions(steps.events())).as(() -> positions(log)).isEqualTo(positions(expected));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noVoidEventIsEverAmongThem(long seed) {
        Random random = new Random(seed);
        for (int history = 0; history < HISTORIES; history++) {
            List<TrainingEvent> events = RunTimeline.trueEvents(history(random));

            for (int later = 0; later < events.size(); later++) {
                TrainingEvent event = events.get(later);
                assertThat(events.subList(0, later)).noneMatch(event::voids);
                assertThat(events.subList(later + 1, events.size()))
                        .allMatch(next -> EventPosition.of(event).isBefore(EventPosition.of(next)));
            }
        }
    }

    /** The rules of docs/events.md as they stand there, one event and one other at a time. */
    private static List<TrainingEvent> byTheRules(List<TrainingEvent> log) {
        List<TrainingEvent> heard = new ArrayList<>();
        for (int i = 0; i < log.size(); i++) {
            TrainingEvent event = log.get(i);
            boolean old = log.subList(0, i).stream()
                    .anyMatch(one -> one.attempt() > event.attempt()
                            || (one.attempt() == event.attempt() && one.sequence() >= event.sequence()));
            if (!old) {
                heard.add(event);
            }
        }
        List<TrainingEvent> stay = new ArrayList<>();
        for (int i = 0; i < heard.size(); i++) {
            TrainingEvent event = heard.get(i);
            if (heard.subList(i + 1, heard.size()).stream().noneMatch(later -> takesBack(later, event))) {
                stay.add(event);
            }
        }
        return stay;
    }

    private static String positions(List<TrainingEvent> log) {
        return log.stream()
                .map(event -> event.getClass().getSimpleName() + " " + event.attempt() + "/" + event.sequence()
                        + (event instanceof RunResumed one
                                ? " from " + one.fromAttempt() + "/" + one.fromSequence()
                                : ""))
                .toList()
                .toString();
    }

    private static boolean takesBack(TrainingEvent later, TrainingEvent event) {
        if (later instanceof RunStarted) {
            return true;
        }
        return later instanceof RunResumed resumed
                && (event.attempt() > resumed.fromAttempt()
                        || (event.attempt() == resumed.fromAttempt()
                                && event.sequence() >= resumed.fromSequence()
                                && event.sequence() != 0));
    }

    /** Attempts one after the other, of which older ones publish on for a while. Some records come twice, some never. */
    private static List<TrainingEvent> history(Random random) {
        List<TrainingEvent> log = new ArrayList<>();
        long[] next = new long[9];
        int newest = 1;
        log.add(started(1));
        next[1] = 1;
        for (int i = random.nextInt(30); i > 0; i--) {
            int attempt = random.nextInt(5) == 0 ? 1 + random.nextInt(newest) : newest;
            switch (random.nextInt(8)) {
                case 0 -> {
                    // An attempt that died before it published anything leaves a number out.
                    newest = Math.min(next.length - 1, newest + 1 + random.nextInt(2));
                    if (next[newest] == 0) {
                        log.add(first(random, newest, next));
                        next[newest] = 1;
                    }
                }
                case 1 -> log.add(log.get(random.nextInt(log.size())));
                case 2 -> next[attempt]++;
                default -> log.add(next[attempt] == 0 ? plain(attempt, 1) : other(random, attempt, next[attempt]++));
            }
        }
        return log;
    }

    private static TrainingEvent first(Random random, int attempt, long[] next) {
        int from = 1 + random.nextInt(attempt - 1);
        return switch (random.nextInt(6)) {
            case 0 -> started(attempt);
            case 1 -> ended(attempt, 0);
            case 2 -> answered(attempt, 0);
            default -> resumed(attempt, from, random.nextInt((int) next[from] + 2));
        };
    }

    private static TrainingEvent other(Random random, int attempt, long sequence) {
        return switch (random.nextInt(6)) {
            case 0 -> ended(attempt, sequence);
            case 1 -> answered(attempt, sequence);
            default -> plain(attempt, sequence);
        };
    }

    private static TrainingEvent started(int attempt) {
        return new RunStarted("run", attempt, 0, NOW, Samples.SPEC, List.of(28, 28, 1), 375, 2, "cpu", List.of());
    }

    private static TrainingEvent resumed(int attempt, int fromAttempt, long fromSequence) {
        return new RunResumed(
                "run", attempt, 0, NOW, Samples.SPEC, 0, 1, 1, fromAttempt, fromSequence, "key", 375, 2, "cpu");
    }

    private static TrainingEvent plain(int attempt, long sequence) {
        return new CheckpointTaken("run", attempt, sequence, NOW, 0, 1, 1);
    }

    private static TrainingEvent answered(int attempt, long sequence) {
        Command cancel = new Command.CancelRun("enough");
        return new CommandApplied("run", attempt, sequence, NOW, "c", cancel, -1, -1, CommandOutcome.APPLIED);
    }

    private static RunEnded ended(int attempt, long sequence) {
        return new RunEnded(
                "run",
                attempt,
                sequence,
                NOW,
                RunStatus.CANCELLED,
                "enough",
                0,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null);
    }

    private static RunRequested request(@Nullable TakenBack takenBack) {
        return new RunRequested("run", NOW, Samples.SPEC, null, takenBack);
    }
}
