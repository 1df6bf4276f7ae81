package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.TrainerLog;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Barrier;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.attach.Report;
import io.epochal.tracing.TraceParent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts into the log what an attached program says, and answers with what deciders and users say to it. */
@ApplicationScoped
class Reporting {
    private final RunTurns turns = new RunTurns();
    private final TrainerLog log;
    private final FollowedRuns followed;

    Reporting(TrainerLog log, FollowedRuns followed) {
        this.log = log;
        this.followed = followed;
    }

    /**
     * Reads a report, stores what is new of it, and completes with the answer.
     *
     * @param parent what the program is doing, where it is traced
     * @param read makes a report of what the program said when it attached
     */
    CompletionStage<TrainerAnswer> report(
            String run, int attempt, TraceParent parent, Function<RunHead.Attachment, Report> read) {
        Optional<RunHead> known = followed.head(run).filter(head -> head.attempt() >= attempt);
        CompletionStage<Void> found = known.isPresent() ? CompletableFuture.completedFuture(null) : log.caughtUp(run);
        return found.thenCompose(none -> {
            Report report = read.apply(followed.require(run, attempt));
            return turns.next(run, () -> store(run, attempt, report, parent)).thenCompose(verdict -> {
                report.batches().forEach(log::publish);
                return answer(run, attempt, report, verdict);
            });
        });
    }

    /** Stores what is new, and completes with the verdict that is then to be waited for. */
    private CompletionStage<Optional<CompletionStage<Verdict>>> store(
            String run, int attempt, Report report, TraceParent parent) {
        if (report.events().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        long first = report.events().get(0).sequence();
        // Another replica may have stored what came before these.
        CompletionStage<Void> known = first > followed.sequence(run, attempt) + 1
                ? log.caughtUp(run)
                : CompletableFuture.completedFuture(null);
        return known.thenCompose(none -> {
            requireNoGap(run, attempt, first, report.events());
            long newest = followed.sequence(run, attempt);
            Optional<Verdict> answered =
                    report.barrier().flatMap(barrier -> followed.verdicts().known(BarrierAddress.of(barrier)));
            Optional<CompletionStage<Verdict>> verdict = report.barrier()
                    .map(barrier -> answered.<CompletionStage<Verdict>>map(CompletableFuture::completedFuture)
                            .orElseGet(() -> followed.verdict(barrier)));
            List<TrainingEvent> news = report.events().stream()
                    // A repeated question is stored again where the verdict on it is missing.
                    .filter(event -> event.sequence() > newest || (event instanceof Barrier && answered.isEmpty()))
                    .toList();
            return append(news, parent).thenApply(stored -> verdict);
        });
    }

    /** Until they are stored, and read back. */
    private CompletionStage<Void> append(List<TrainingEvent> events, TraceParent parent) {
        return events.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : log.ask(events, parent).thenCompose(log::reached);
    }

    private CompletionStage<TrainerAnswer> answer(
            String run, int attempt, Report report, Optional<CompletionStage<Verdict>> verdict) {
        followed.requireNewest(run, attempt);
        if (verdict.isPresent()) {
            return verdict.get().thenApply(one -> {
                followed.requireNewest(run, attempt);
                return answer(run, one);
            });
        }
        return report.requestWait().isZero() || !followed.unanswered(run).isEmpty()
                ? CompletableFuture.completedFuture(answer(run, null))
                : followed.requests().next(run, report.requestWait()).thenApply(none -> {
                    followed.requireNewest(run, attempt);
                    return answer(run, null);
                });
    }

    private TrainerAnswer answer(String run, @Nullable Verdict verdict) {
        return new TrainerAnswer(null, null, null, null, verdict, followed.unanswered(run));
    }

    private void requireNoGap(String run, int attempt, long first, List<TrainingEvent> events) {
        long expected = followed.sequence(run, attempt) + 1;
        if (first > expected) {
            throw new ProblemException(
                    ProblemType.GAP, "the attempt's next event has sequence " + expected + "; found " + first);
        }
        boolean adds = events.get(events.size() - 1).sequence() >= expected;
        if (adds && followed.head(run).filter(RunHead::ended).isPresent()) {
            throw FollowedRuns.ended(run);
        }
    }
}
