package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** In which order calls write. */
class RunTurnsTest {
    private final RunTurns turns = new RunTurns();
    private final List<String> begun = new ArrayList<>();

    @Test
    void aCallBeginsWhenTheRunsCallBeforeItHasEndedAndNotWhenAnothersHas() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletionStage<String> one = turns.next("r", () -> begin("first", first));
        CompletionStage<String> two = turns.next("r", () -> begin("second", CompletableFuture.completedFuture("2")));
        var unused = turns.next("other", () -> begin("other", CompletableFuture.completedFuture("3")));
        assertThat(begun).containsExactly("first", "other");

        first.complete("1");

        assertThat(begun).containsExactly("first", "other", "second");
        assertThat(one.toCompletableFuture()).isCompletedWithValue("1");
        assertThat(two.toCompletableFuture()).isCompletedWithValue("2");
    }

    @Test
    void aCallThatFailsHoldsUpNobody() {
        CompletionStage<String> failed = turns.next("r", () -> {
            throw new IllegalStateException("no");
        });
        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();

        assertThat(turns.next("r", () -> CompletableFuture.completedFuture("2")).toCompletableFuture())
                .isCompletedWithValue("2");
    }

    private CompletionStage<String> begin(String name, CompletionStage<String> work) {
        begun.add(name);
        return work;
    }
}
