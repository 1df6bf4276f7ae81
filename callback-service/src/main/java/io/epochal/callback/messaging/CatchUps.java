package io.epochal.callback.messaging;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.LogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/** Those who wait until a reader has read as far as the log goes at that moment, each for one run. */
final class CatchUps {
    private final PositionWaits reached;
    private final Queue<Asked> waiting = new ConcurrentLinkedQueue<>();

    private record Asked(String run, CompletableFuture<Void> done) {}

    /** @param reached what the reader says of its way */
    CatchUps(PositionWaits reached) {
        this.reached = reached;
    }

    /** Completes once the reader has all that the log has of this run now. */
    CompletionStage<Void> ask(String run) {
        Asked asked = new Asked(run, new CompletableFuture<>());
        waiting.add(asked);
        return asked.done();
    }

    boolean areAsked() {
        return !waiting.isEmpty();
    }

    /**
     * Reads the older runs that are asked for, and finds how far the reader has to come. All stay who wait when that fails.
     *
     * @param ends is assigned the partitions of events
     */
    void answer(KafkaConsumer<String, byte[]> ends, OlderRecords older, LogFollower follower)
            throws LogUnavailableException {
        List<Asked> asked = new ArrayList<>();
        for (Asked one = waiting.poll(); one != null; one = waiting.poll()) {
            asked.add(one);
        }
        try {
            older.read(asked.stream().map(Asked::run).toList(), follower);
            CompletableFuture<?>[] all = ends.endOffsets(ends.assignment()).entrySet().stream()
                    .map(end -> reached.after(end.getKey().partition(), end.getValue() - 1))
                    .map(CompletionStage::toCompletableFuture)
                    .toArray(CompletableFuture<?>[]::new);
            var unused = CompletableFuture.allOf(all)
                    .thenRun(() -> asked.forEach(one -> one.done().complete(null)));
        } catch (KafkaException | LogUnavailableException e) {
            waiting.addAll(asked);
            throw e;
        }
    }
}
