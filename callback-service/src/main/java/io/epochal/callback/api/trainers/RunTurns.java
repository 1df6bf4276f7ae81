package io.epochal.callback.api.trainers;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** One call of a run at a time writes, so that its events are in order. No thread waits for its turn. */
final class RunTurns {
    private final Map<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

    /** What the work comes to, which begins when the run's calls before it have ended. */
    <T> CompletionStage<T> next(String run, Supplier<CompletionStage<T>> work) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> before = last.put(run, ended);
        CompletionStage<Void> turn = before == null ? CompletableFuture.completedFuture(null) : before;
        return turn.thenCompose(none -> work.get()).whenComplete((result, fault) -> {
            last.remove(run, ended);
            ended.complete(null);
        });
    }
}
