package io.epochal.callback.api.trainers;

import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The verdicts that trainers wait for, and each such run's newest, so that a repeated question is answered at once. */
final class AwaitedVerdicts {
    private final Map<BarrierAddress, CompletableFuture<Verdict>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Verdict> newest = new ConcurrentHashMap<>();

    /** Takes a verdict that somebody waits for, and no other. */
    void add(Verdict verdict) {
        BarrierAddress address = new BarrierAddress(verdict.run(), verdict.attempt(), verdict.answers());
        CompletableFuture<Verdict> answer = waiting.remove(address);
        if (answer != null) {
            newest.put(verdict.run(), verdict);
            answer.complete(verdict);
        }
    }

    /** Whether somebody waits for the verdict on this barrier. */
    boolean awaits(BarrierAddress barrier) {
        return waiting.containsKey(barrier);
    }

    /** The verdict on this barrier, where it is known already. */
    Optional<Verdict> known(BarrierAddress barrier) {
        return Optional.ofNullable(newest.get(barrier.run()))
                .filter(one -> one.attempt() == barrier.attempt() && one.answers() == barrier.sequence());
    }

    /**
     * Completes with the verdict, or with a {@link java.util.concurrent.TimeoutException}. Ask before the barrier is published, so
     * that its verdict cannot come first.
     */
    CompletionStage<Verdict> next(BarrierAddress barrier, Duration limit) {
        return waiting.computeIfAbsent(barrier, one -> new CompletableFuture<>())
                .copy()
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The run is over, or its trainer has another attempt: nobody waits. */
    void forget(String run) {
        newest.remove(run);
        waiting.keySet().removeIf(barrier -> barrier.run().equals(run));
    }
}
