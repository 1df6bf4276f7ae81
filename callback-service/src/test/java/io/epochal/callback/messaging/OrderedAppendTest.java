package io.epochal.callback.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.callback.api.log.LogPosition;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OrderedAppendTest {
    private final List<Long> sent = new ArrayList<>();
    private final Map<Long, CompletableFuture<LogPosition>> answers = new HashMap<>();
    private final OrderedAppend<TrainingEvent> append = new OrderedAppend<>(event -> {
        sent.add(event.sequence());
        return answer(event.sequence());
    });

    @Test
    void sendsEachEventWithoutWaitingForTheOneBefore() {
        CompletableFuture<LogPosition> stored = append.append(events(3)).toCompletableFuture();

        assertThat(sent).containsExactly(0L, 1L, 2L);
        stores(0, 10);
        stores(1, 11);
        assertThat(stored).isNotDone();
        stores(2, 12);
        assertThat(stored).isCompletedWithValue(new LogPosition(0, 12));
    }

    @Test
    void sendsNothingBehindAnEventThatFailsAtOnce() {
        answers.put(1L, CompletableFuture.failedFuture(new IllegalStateException("too large")));

        CompletableFuture<LogPosition> stored = append.append(events(3)).toCompletableFuture();
        stores(0, 10);

        assertThat(sent).containsExactly(0L, 1L);
        assertThat(stored).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining("too large");
    }

    @Test
    void sendsAgainWhatIsMissingBeforeAStoredEvent() {
        CompletableFuture<LogPosition> stored = append.append(events(3)).toCompletableFuture();
        stores(0, 10);
        CompletableFuture<LogPosition> late = answer(1);
        answers.remove(1L);
        stores(2, 11);
        late.completeExceptionally(new IllegalStateException("late"));

        assertThat(sent).containsExactly(0L, 1L, 2L, 1L);
        assertThat(stored).isNotDone();
        stores(1, 12);
        assertThat(stored).isCompletedWithValue(new LogPosition(0, 12));
    }

    @Test
    void failsWhenTheLastEventIsNotStored() {
        CompletableFuture<LogPosition> stored = append.append(events(2)).toCompletableFuture();
        stores(0, 10);
        answer(1).completeExceptionally(new IllegalStateException("away"));

        assertThat(sent).containsExactly(0L, 1L);
        assertThat(stored).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining("away");
    }

    private CompletableFuture<LogPosition> answer(long sequence) {
        return answers.computeIfAbsent(sequence, one -> new CompletableFuture<>());
    }

    private void stores(long sequence, long offset) {
        answer(sequence).complete(new LogPosition(0, offset));
    }

    private static List<TrainingEvent> events(int count) {
        return LongStream.range(0, count)
                .<TrainingEvent>mapToObj(sequence -> new Heartbeat("run", 1, sequence, Instant.EPOCH, 0, 0, 0))
                .toList();
    }
}
