package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogPosition;
import io.epochal.protocol.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Appends a run's events one behind the other, without waiting for each, since Kafka's producer keeps their order. It stores no
 * event behind one that is missing, but for one case: the earlier one runs into the time limit, and the later one just does not.
 * Then the earlier one is sent again, so that none is missing.
 */
final class OrderedAppend {
    private static final int TRIES = 3;

    private final Function<TrainingEvent, CompletableFuture<LogPosition>> send;

    OrderedAppend(Function<TrainingEvent, CompletableFuture<LogPosition>> send) {
        this.send = send;
    }

    /** Completes with the position of the one that was stored last; fails as the first one fails that is not stored. */
    CompletionStage<LogPosition> append(List<? extends TrainingEvent> events) {
        return append(events, 1);
    }

    private CompletionStage<LogPosition> append(List<? extends TrainingEvent> events, int tries) {
        List<CompletableFuture<LogPosition>> sent = new ArrayList<>();
        for (TrainingEvent event : events) {
            CompletableFuture<LogPosition> one = send.apply(event);
            sent.add(one);
            if (one.isCompletedExceptionally()) {
                // Too large, say: what comes behind it must not be stored.
                break;
            }
        }
        CompletableFuture<LogPosition> last = sent.get(sent.size() - 1);
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                .handle((none, fault) -> fault == null || last.isCompletedExceptionally() || tries == TRIES
                        ? firstFailure(sent, last)
                        : append(missing(events, sent), tries + 1))
                .thenCompose(stored -> stored);
    }

    private static CompletionStage<LogPosition> firstFailure(
            List<CompletableFuture<LogPosition>> sent, CompletableFuture<LogPosition> last) {
        return sent.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .findFirst()
                .orElse(last);
    }

    private static List<? extends TrainingEvent> missing(
            List<? extends TrainingEvent> events, List<CompletableFuture<LogPosition>> sent) {
        List<TrainingEvent> missing = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).isCompletedExceptionally()) {
                missing.add(events.get(i));
            }
        }
        return missing;
    }
}
