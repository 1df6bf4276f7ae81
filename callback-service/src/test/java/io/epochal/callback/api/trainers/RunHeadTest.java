package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.api.log.LogFollower.EventHead;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandOutcome;
import io.epochal.protocol.EventPosition;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known of a run's newest attempt after each event of the log. */
class RunHeadTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final TrainingParams PARAMS =
            new TrainingParams(null, List.of(), false, 0.1, false, false, Semantics.KERAS_3_15);

    @Test
    void ofTwoProgramsWithOneAttemptTheFirstInTheLogHasIt() {
        RunHead head = after(started(1, "first"), started(1, "second"));

        assertThat(head.isOf("first")).isTrue();
        assertThat(head.isOf("second")).isFalse();
    }

    @Test
    void aNewerAttemptTakesTheRunAndAnOlderOneChangesNothing() {
        RunHead head = after(started(1, "old"), started(2, "new"), heartbeat(1, 5));

        assertThat(head.attempt()).isEqualTo(2);
        assertThat(head.isOf("new")).isTrue();
        assertThat(head.last()).isEqualTo(new EventPosition(2, 0));
    }

    @Test
    void anAttemptOfTheTrainerServiceIsNoAttachment() {
        RunHead head = RunHead.after(
                after(started(1, "a")),
                new EventHead("r", new EventPosition(2, 0), "RunResumed", NOW, Optional::empty));

        assertThat(head).isNotNull();
        assertThat(head.attachment()).isNull();
        assertThat(head.isUnderWay()).isFalse();
    }

    @Test
    void answersStayUntilAResumptionMakesThemVoid() {
        RunHead answered = after(started(1, "a"), answer(1, 4, "c-1"), answer(1, 9, "c-2"));
        assertThat(answered.answers()).containsOnlyKeys("c-1", "c-2");

        RunHead resumed = RunHead.after(answered, head(resumed(2, 1, 6)));
        assertThat(resumed).isNotNull();
        assertThat(resumed.answers()).containsOnlyKeys("c-1");

        RunHead anew = RunHead.after(answered, head(started(2, "b")));
        assertThat(anew).isNotNull();
        assertThat(anew.answers()).isEmpty();
    }

    @Test
    void isLostOnceItIsSilentForLongerThanItsHeartbeatUnlessItHasEnded() {
        RunHead head = after(started(1, "a"));

        assertThat(head.isLost(NOW.plusSeconds(60))).isFalse();
        assertThat(head.isLost(NOW.plusSeconds(61))).isTrue();
        assertThat(after(started(1, "a"), ended(1, 1)).isLost(NOW.plusSeconds(61)))
                .isFalse();
    }

    @Test
    void whatComesBehindTheEndDoesNotBringTheRunBack() {
        assertThat(after(started(1, "a"), ended(1, 1), heartbeat(1, 2)).ended()).isTrue();
    }

    private static RunHead after(TrainingEvent... events) {
        @Nullable RunHead head = null;
        for (TrainingEvent event : events) {
            head = RunHead.after(head, head(event));
        }
        assertThat(head).isNotNull();
        return head;
    }

    private static EventHead head(TrainingEvent event) {
        return new EventHead(
                event.run(), EventPosition.of(event), event.getClass().getSimpleName(), NOW, () -> Optional.of(event));
    }

    private static TrainingEvent started(int attempt, String attachId) {
        return new TrainingEvent.AttachedRunStarted("r", attempt, 0, NOW, trainer(attachId), PARAMS, List.of());
    }

    private static TrainingEvent resumed(int attempt, int from, long sequence) {
        return new TrainingEvent.AttachedRunResumed(
                "r", attempt, 0, NOW, trainer("b"), PARAMS, 1, 0, 10, from, sequence, null, List.of());
    }

    private static AttachedTrainer trainer(String attachId) {
        return new AttachedTrainer(attachId, "a test", AttachedTrainer.Unit.EPOCH, List.of(), 60);
    }

    private static TrainingEvent heartbeat(int attempt, long sequence) {
        return new TrainingEvent.Heartbeat("r", attempt, sequence, NOW, 0, 0, 1);
    }

    private static TrainingEvent answer(int attempt, long sequence, String id) {
        return new TrainingEvent.CommandApplied(
                "r", attempt, sequence, NOW, id, new Command.PauseTraining(), 0, 0, CommandOutcome.APPLIED);
    }

    private static TrainingEvent ended(int attempt, long sequence) {
        return new TrainingEvent.RunEnded(
                "r",
                attempt,
                sequence,
                NOW,
                RunStatus.COMPLETED,
                "done",
                1,
                null,
                Metrics.NONE,
                Metrics.NONE,
                0.1,
                null);
    }
}
