package io.epochal.callback.api.trainers;

import io.epochal.callback.api.guard.RunQuota;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
    private final RunQuota quota;

    Attaching(TrainerLog log, FollowedRuns followed, RequestedRuns requested, RunQuota quota) {
        this.log = log;
        this.followed = followed;
        this.requested = requested;
        this.quota = quota;
    }

    /**
     * Begins the attempt, and completes with the verdict on that.
     *
     * @param who asks
     * @param parent what the program is doing, where it is traced
     * @throws ProblemException for a run that they do not see, and for one more than they may have under way
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
        quota.require(who, run);
        Attachment asked = new Attachment(run, request, who.name().orElse(null), parent);
        return log.caughtUp(run).thenCompose(none -> turns.next(run, () -> begin(asked, MOST_RACES)));
    }

    /**
     * What is asked for.
     *
     * @param by who asks; null where nobody is asked
     */
    private record Attachment(String run, AttachRequest request, @Nullable String by, TraceParent parent) {
        Barrier begin(int attempt, Instant now) {
            return request.as(run, attempt, now, by);
        }
    }

    private CompletionStage<TrainerAnswer> begin(Attachment asked, int races) {
        String run = asked.run();
        Barrier barrier = asked.begin(attempt(run, asked.request()), clock.instant());
        Optional<Verdict> known = followed.verdicts().known(BarrierAddress.of(barrier));
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(answer(barrier, known.get()));
        }
        CompletionStage<Verdict> verdict = followed.verdict(barrier);
        // What comes before it in the log decides whose the attempt is.
        CompletionStage<LogPosition> stored = log.append(List.of(barrier), asked.parent());
        return stored.thenCompose(log::reached).thenCompose(none -> {
            boolean won = followed.head(run)
                    .filter(head -> head.attempt() == barrier.attempt()
                            && head.isOf(asked.request().trainer().attachId()))
                    .isPresent();
            if (won) {
                return verdict.thenApply(one -> answer(barrier, one));
            }
            return races > 0
                    ? begin(asked, races - 1)
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
