package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.LogPosition;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RequestedRuns;
import io.epochal.callback.api.log.TrainerLog;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Puts into the log what trainers say over HTTP, and answers with what deciders and users say to it. Whose turn a run is, is what
 * the log says: of two attempts with one number the first counts, and a newer one supersedes an older. So any number of replicas of
 * this service agree, and none keeps anything.
 */
@ApplicationScoped
class AttachedRuns {
    private static final int STRIPES = 64;
    /** Each lost race is lost to another program that has attached. */
    private static final int MOST_RACES = 10;

    private final Clock clock = Clock.systemUTC();
    private final TrainerLog log;
    private final FollowedRuns followed;
    private final RequestedRuns requested;
    private final Duration verdictLimit;
    /** One call of a run at a time writes, so that its events are in order. */
    private final Lock[] turns =
            IntStream.range(0, STRIPES).mapToObj(i -> new ReentrantLock(true)).toArray(Lock[]::new);

    AttachedRuns(
            TrainerLog log,
            FollowedRuns followed,
            RequestedRuns requested,
            @ConfigProperty(name = "epochal.api.verdict-limit") Duration verdictLimit) {
        this.log = log;
        this.followed = followed;
        this.requested = requested;
        this.verdictLimit = verdictLimit;
    }

    /** The run's next attempt is this program's. Blocks while Kafka stores that. */
    CompletionStage<TrainerAnswer> attach(AttachRequest request) throws LogUnavailableException {
        String run = request.run().orElseGet(() -> RunNames.next(request.name(), clock.instant()));
        log.catchUp();
        for (int races = 0; races < MOST_RACES; races++) {
            Begun begun = begin(run, request);
            // What came before it in the log decides whose attempt it is.
            Optional<LogPosition> stored = begun.stored();
            if (stored.isPresent()) {
                await(log.reached(stored.get()));
            }
            Optional<RunHead> head = followed.head(run);
            if (head.filter(one -> one.attempt() == begun.barrier().attempt() && one.isOf(request.attachId()))
                    .isPresent()) {
                return begun.verdict().thenApply(verdict -> attached(begun.barrier(), verdict));
            }
        }
        throw new ProblemException(ProblemType.BUSY, "other programs attach to the run " + run + " at this moment");
    }

    /** The event of an attempt's begin, with the verdict on it; not stored again where that is known. */
    private record Begun(
            TrainingEvent.Barrier barrier, Optional<LogPosition> stored, CompletionStage<Verdict> verdict) {}

    private Begun begin(String run, AttachRequest request) throws LogUnavailableException {
        Lock turn = turn(run);
        turn.lock();
        try {
            int attempt = attempt(run, request);
            TrainingEvent.Barrier barrier = request.as(run, attempt, clock.instant());
            Optional<Verdict> known = followed.verdicts().known(BarrierAddress.of(barrier));
            if (known.isPresent()) {
                return new Begun(barrier, Optional.empty(), CompletableFuture.completedFuture(known.get()));
            }
            CompletionStage<Verdict> verdict = next(barrier);
            return new Begun(barrier, Optional.of(log.append(barrier)), verdict);
        } finally {
            turn.unlock();
        }
    }

    private int attempt(String run, AttachRequest request) throws LogUnavailableException {
        Optional<RunHead> found = followed.head(run);
        if (found.isEmpty()) {
            if (request.run().isPresent() && requested.isRequested(run)) {
                throw notAttached(run);
            }
            return request.resumedAttempt() + 1;
        }
        RunHead head = found.get();
        if (head.attachment() == null) {
            throw notAttached(run);
        }
        if (head.isOf(request.attachId())) {
            return head.attempt();
        }
        if (head.ended()) {
            throw ended(run);
        }
        return Math.max(head.attempt(), request.resumedAttempt()) + 1;
    }

    private TrainerAnswer attached(TrainingEvent.Barrier barrier, Verdict verdict) {
        return new TrainerAnswer(
                barrier.run(),
                barrier.attempt(),
                barrier.sequence(),
                barrier.params(),
                verdict,
                commands(barrier.run()));
    }

    /**
     * What the attempt said when it began, so that what it says now can be read.
     *
     * @throws ProblemException where the run is not its run, or not any more
     */
    RunHead.Attachment require(String run, int attempt) throws LogUnavailableException {
        RunHead head =
                followed.head(run).filter(one -> one.attempt() >= attempt).orElse(null);
        if (head == null) {
            log.catchUp();
            head = followed.head(run).orElseThrow(() -> notAttached(run));
        }
        RunHead.Attachment attachment = head.attachment();
        if (attachment == null || head.attempt() < attempt) {
            throw notAttached(run);
        }
        requireNewest(run, attempt);
        return attachment;
    }

    /** Stores what is new of it, and answers with the verdict and the users' requests. Blocks while Kafka stores that. */
    CompletionStage<TrainerAnswer> report(String run, int attempt, Report report) throws LogUnavailableException {
        Optional<CompletionStage<Verdict>> verdict;
        LogPosition last = null;
        Lock turn = turn(run);
        turn.lock();
        try {
            requireNoGap(run, attempt, report);
            verdict = report.barrier().map(this::answer);
            for (TrainingEvent event : report.events()) {
                if (isNew(event, verdict)) {
                    last = log.append(event);
                }
            }
        } finally {
            turn.unlock();
        }
        report.batches().forEach(log::publish);
        CompletionStage<Void> seen = last == null ? CompletableFuture.completedFuture(null) : log.reached(last);
        return seen.thenCompose(none -> answered(run, attempt, verdict, report.requestWait()));
    }

    /** A repeat is not stored again, unless the verdict on it is missing. */
    private boolean isNew(TrainingEvent event, Optional<CompletionStage<Verdict>> verdict) {
        boolean known = sequence(event.run(), event.attempt()) >= event.sequence();
        boolean answered =
                verdict.map(one -> one.toCompletableFuture().isDone()).orElse(true);
        return !known || (event instanceof TrainingEvent.Barrier && !answered);
    }

    private CompletionStage<Verdict> answer(TrainingEvent.Barrier barrier) {
        return followed.verdicts()
                .known(BarrierAddress.of(barrier))
                .<CompletionStage<Verdict>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> next(barrier));
    }

    private CompletionStage<TrainerAnswer> answered(
            String run, int attempt, Optional<CompletionStage<Verdict>> verdict, Duration wait) {
        requireNewest(run, attempt);
        if (verdict.isPresent()) {
            return verdict.get().thenApply(one -> {
                requireNewest(run, attempt);
                return answer(run, one);
            });
        }
        if (wait.isZero() || !commands(run).isEmpty()) {
            return CompletableFuture.completedFuture(answer(run, null));
        }
        return followed.requests().next(run, wait).thenApply(none -> answer(run, null));
    }

    private TrainerAnswer answer(String run, @Nullable Verdict verdict) {
        return new TrainerAnswer(null, null, null, null, verdict, commands(run));
    }

    private List<CommandRequest> commands(String run) {
        return followed.head(run)
                .map(head -> followed.requests().of(run, head.answers().keySet()))
                .orElse(List.of());
    }

    private CompletionStage<Verdict> next(TrainingEvent.Barrier barrier) {
        return followed.verdicts()
                .next(BarrierAddress.of(barrier), verdictLimit)
                .exceptionally(fault -> {
                    throw overdue(fault);
                });
    }

    private void requireNoGap(String run, int attempt, Report report) throws LogUnavailableException {
        if (report.events().isEmpty()) {
            return;
        }
        long first = report.events().get(0).sequence();
        if (first > sequence(run, attempt) + 1) {
            log.catchUp();
        }
        long expected = sequence(run, attempt) + 1;
        if (first > expected) {
            throw new ProblemException(
                    ProblemType.GAP, "the attempt's next event has sequence " + expected + "; found " + first);
        }
        boolean adds = report.events().get(report.events().size() - 1).sequence() >= expected;
        if (adds && followed.head(run).filter(RunHead::ended).isPresent()) {
            throw ended(run);
        }
    }

    private long sequence(String run, int attempt) {
        return followed.head(run)
                .filter(head -> head.attempt() == attempt)
                .map(head -> head.last().sequence())
                .orElse(-1L);
    }

    private void requireNewest(String run, int attempt) {
        int newest = followed.head(run).map(RunHead::attempt).orElse(attempt);
        if (newest > attempt) {
            throw new ProblemException(
                    ProblemType.SUPERSEDED,
                    "the run " + run + " has attempt " + newest + "; attempt " + attempt
                            + " must stop, and nothing that it says counts any more");
        }
    }

    private Lock turn(String run) {
        return turns[Math.floorMod(run.hashCode(), STRIPES)];
    }

    private void await(CompletionStage<Void> reached) throws LogUnavailableException {
        try {
            var unused = reached.toCompletableFuture().get(verdictLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("the service is stopping", e);
        } catch (TimeoutException | ExecutionException e) {
            throw new LogUnavailableException("the log has not been read as far as it goes; retry", e);
        }
    }

    private static RuntimeException overdue(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        return cause instanceof TimeoutException
                ? new ProblemException(
                        ProblemType.VERDICT_OVERDUE,
                        "the event is stored, and no decider has answered it yet: send the same call again")
                : new CompletionException(cause);
    }

    private static ProblemException notAttached(String run) {
        return new ProblemException(
                ProblemType.NOT_ATTACHED,
                "no program has attached to the run " + run
                        + " as this attempt: POST /runs does that, for a run that is " + "not the trainer service's");
    }

    private static ProblemException ended(String run) {
        return new ProblemException(
                ProblemType.RUN_ENDED, "the run " + run + " has ended; attach under another id to train again");
    }
}
