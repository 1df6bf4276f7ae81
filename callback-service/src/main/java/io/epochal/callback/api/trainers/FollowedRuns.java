package io.epochal.callback.api.trainers;

import io.epochal.callback.api.log.LogFollower;
import io.epochal.callback.api.log.RunOutline;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.BarrierAddress;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the log says of runs, as far as programs that train them over HTTP must be told. Nothing here is kept but in the log. */
@ApplicationScoped
class FollowedRuns implements LogFollower {
    private static final long MOST_REQUEST_BYTES = 32L * 1024 * 1024;
    /** Writing a run takes the right to write events. */
    private static final int MOST_RUNS = 500_000;

    private final Map<String, RunHead> heads = new ConcurrentHashMap<>();
    private final PendingRequests requests = new PendingRequests(MOST_REQUEST_BYTES);
    private final AwaitedVerdicts verdicts = new AwaitedVerdicts();
    private final OutlinedRuns outlined = new OutlinedRuns();
    private final Duration verdictLimit;

    FollowedRuns(@ConfigProperty(name = "epochal.api.verdict-limit") Duration verdictLimit) {
        this.verdictLimit = verdictLimit;
    }

    @Override
    public void event(EventHead event) {
        if (heads.size() < MOST_RUNS || heads.containsKey(event.run())) {
            RunHead head = heads.compute(event.run(), (run, before) -> RunHead.after(before, event));
            if (head != null && head.ended()) {
                requests.forget(event.run());
                verdicts.forget(event.run());
            }
        }
    }

    @Override
    public void outlined(String run, RunOutline outline) {
        outlined.add(run, outline);
    }

    @Override
    public void outlined(EventHead event) {
        outlined.add(event);
    }

    @Override
    public OlderRuns older() {
        return new RereadRuns(this);
    }

    /** What is known of a run that was outlined. */
    void replace(String run, RunHead head) {
        if (heads.size() < MOST_RUNS || heads.containsKey(run)) {
            heads.put(run, head);
        }
        outlined.forget(run);
    }

    @Override
    public void request(CommandRequest request, int bytes) {
        if (head(request.run()).filter(RunHead::ended).isEmpty()) {
            requests.add(request, bytes);
        }
    }

    @Override
    public void verdict(Verdict verdict) {
        verdicts.add(verdict);
    }

    @Override
    public boolean awaits(BarrierAddress barrier) {
        return verdicts.awaits(barrier);
    }

    Optional<RunHead> head(String run) {
        return Optional.ofNullable(heads.get(run));
    }

    /**
     * What the attempt said when it began, so that what it says now can be read.
     *
     * @throws ProblemException where the run is not its run, or not any more
     */
    RunHead.Attachment require(String run, int attempt) {
        RunHead head = head(run).orElseThrow(() -> notAttached(run));
        requireNewest(run, attempt);
        RunHead.Attachment attachment = head.attachment();
        if (attachment == null || head.attempt() < attempt) {
            throw notAttached(run);
        }
        return attachment;
    }

    /** @throws ProblemException where a newer attempt has the run */
    void requireNewest(String run, int attempt) {
        int newest = head(run).map(RunHead::attempt).orElse(attempt);
        if (newest > attempt) {
            throw new ProblemException(
                    ProblemType.SUPERSEDED,
                    "the run " + run + " has attempt " + newest + "; attempt " + attempt
                            + " must stop, and nothing that it says counts any more");
        }
    }

    /** The number of the attempt's newest event; -1 where it has none. */
    long sequence(String run, int attempt) {
        return head(run)
                .filter(head -> head.attempt() == attempt)
                .map(head -> head.last().sequence())
                .orElse(-1L);
    }

    /** Completes with the verdict on this question, which is to be published after this call. */
    CompletionStage<Verdict> verdict(TrainingEvent.Barrier barrier) {
        return verdicts.next(BarrierAddress.of(barrier), verdictLimit)
                .exceptionallyCompose(late -> CompletableFuture.failedFuture(new ProblemException(
                        ProblemType.VERDICT_OVERDUE,
                        "the event is stored, and no decider has answered it yet: send the same call again")));
    }

    /** What users have asked and the run's trainer has not answered. */
    List<CommandRequest> unanswered(String run) {
        return head(run).map(head -> requests.of(run, head.answers().keySet())).orElse(List.of());
    }

    static ProblemException notAttached(String run) {
        return new ProblemException(
                ProblemType.NOT_ATTACHED,
                "no program has attached to the run " + run
                        + " as this attempt: POST /runs does that, for a run that is " + "not the trainer service's");
    }

    static ProblemException ended(String run) {
        return new ProblemException(
                ProblemType.RUN_ENDED,
                "the run " + run + " has ended; attach with resume to go on from a checkpoint, or under another id");
    }

    PendingRequests requests() {
        return requests;
    }

    AwaitedVerdicts verdicts() {
        return verdicts;
    }

    long lost(Instant now) {
        return outlined.lost(now)
                + heads.values().stream().filter(head -> head.isLost(now)).count();
    }

    long underWay() {
        return outlined.underWay()
                + heads.values().stream().filter(RunHead::isUnderWay).count();
    }
}
