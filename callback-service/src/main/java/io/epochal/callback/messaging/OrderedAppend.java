package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Appends a run's events one behind the other, without waiting for each, since Kafka's producer keeps their order. It stores no
 * event behind one that is missing, but for one case: the earlier one runs into the time limit, and the later one just does not.
 * Then the earlier one is sent again, so that none is missing.
 *
 * @param <E> an event as it is sent
 */
final class OrderedAppend<E> {
    private static final int TRIES = 3;

    private final Function<E, CompletableFuture<LogPosition>> send;

    OrderedAppend(Function<E, CompletableFuture<LogPosition>> send) {
        this.send = send;
    }

    /** Completes with the position of the one that was stored last; fails as the first one fails that is not stored. */
    CompletionStage<LogPosition> append(List<E> events) {
        return append(events, 1);
    }

    private CompletionStage<LogPosition> append(List<E> events, int tries) {
        List<CompletableFuture<LogPosition>> sent = new ArrayList<>();
        for (E event : events) {
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

    private List<E> missing(List<E> events, List<CompletableFuture<LogPosition>> sent) {
        List<E> missing = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).isCompletedExceptionally()) {
                missing.add(events.get(i));
            }
        }
        return missing;
    }
}
