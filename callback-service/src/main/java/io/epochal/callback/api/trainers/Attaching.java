package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.log.TrainerLog;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.RunNames;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.Barrier;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.attach.AttachRequest;
import io.epochal.tracing.TraceParent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives a program the next attempt at a run. Whose an attempt is, is what the log says: of two with one number the first counts. So
 * replicas of this service agree, and none keeps anything.
 */
@ApplicationScoped
class Attaching {
    /** Each lost race is lost to another program that has attached. */
    private static final int MOST_RACES = 20;

    private final Clock clock = Clock.systemUTC();
    private final RunTurns turns = new RunTurns();
    private final TrainerLog log;
    private final FollowedRuns followed;
    private final RequestedRuns requested;

    Attaching(TrainerLog log, FollowedRuns followed, RequestedRuns requested) {
        this.log = log;
        this.followed = followed;
        this.requested = requested;
    }

    /**
     * Begins the attempt, and completes with the verdict on that.
     *
     * @param who asks
     * @param parent what the program is doing, where it is traced
     * @throws ProblemException for a run that they do not see
     * @throws LogUnavailableException where it cannot be found out whether the run is the trainer service's
     */
    CompletionStage<TrainerAnswer> attach(Requester who, AttachRequest request, TraceParent parent)
            throws LogUnavailableException {
        String run = request.run().orElseGet(() -> RunNames.next(request.name(), clock.instant(), 8));
        if (!who.sees(run)) {
            throw new ProblemException(
                    ProblemType.NOT_ALLOWED,
                    "this token is for other runs than " + run + ": its runs are "
                            + String.join(", ", who.runs().globs()));
        }
        if (request.run().isPresent() && followed.head(run).isEmpty() && requested.isRequested(run)) {
            throw FollowedRuns.notAttached(run);
        }
        return log.caughtUp(run).thenCompose(none -> turns.next(run, () -> begin(run, request, parent, MOST_RACES)));
    }

    private CompletionStage<TrainerAnswer> begin(String run, AttachRequest request, TraceParent parent, int races) {
        Barrier barrier = request.as(run, attempt(run, request), clock.instant());
        Optional<Verdict> known = followed.verdicts().known(BarrierAddress.of(barrier));
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(answer(barrier, known.get()));
        }
        CompletionStage<Verdict> verdict = followed.verdict(barrier);
        // What comes before it in the log decides whose the attempt is.
        CompletionStage<LogPosition> stored = log.append(List.of(barrier), parent);
        return stored.thenCompose(log::reached).thenCompose(none -> {
            boolean won = followed.head(run)
                    .filter(head -> head.attempt() == barrier.attempt()
                            && head.isOf(request.trainer().attachId()))
                    .isPresent();
            if (won) {
                return verdict.thenApply(one -> answer(barrier, one));
            }
            return races > 0
                    ? begin(run, request, parent, races - 1)
                    : CompletableFuture.failedFuture(new ProblemException(
                            ProblemType.BUSY, "other programs attach to the run " + run + " at this moment"));
        });
    }

    private int attempt(String run, AttachRequest request) {
        int resumed =
                request.resumption().map(TrainingEvent.Resumption::fromAttempt).orElse(0);
        Optional<RunHead> found = followed.head(run);
        if (found.isEmpty()) {
            return resumed + 1;
        }
        RunHead head = found.get();
        if (head.attachment() == null) {
            throw FollowedRuns.notAttached(run);
        }
        if (head.isOf(request.trainer().attachId())) {
            return head.attempt();
        }
        // As train --resume: what ended may go on from a checkpoint, and not begin again.
        if (head.ended() && request.resumption().isEmpty()) {
            throw FollowedRuns.ended(run);
        }
        return Math.max(head.attempt(), resumed) + 1;
    }

    private TrainerAnswer answer(Barrier barrier, Verdict verdict) {
        return new TrainerAnswer(
                barrier.run(),
                barrier.attempt(),
                barrier.sequence(),
                barrier.params(),
                verdict,
                followed.unanswered(barrier.run()));
    }
}
