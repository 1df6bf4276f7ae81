package io.epochal.callback.page.view;

import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.RunDetails;
import io.epochal.callback.summary.RunFacts;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.RunStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything about one run that its page shows beside the curves.
 *
 * @param path its part of an address
 * @param status its phase
 * @param note how it ended, or since when its trainer is lost; empty for nothing
 * @param all epochs that are trained at most; 0 where that is not known
 * @param trainer what trains it
 * @param by who asked for it; empty where that is not known
 * @param hardware what its newest attempt is trained on
 * @param models its model, where our trainer trains it; else none
 * @param tensorBoard the address that shows its logs; empty where nobody has said where TensorBoard is
 * @param partial whether the run's log is still being read
 */
public record RunSheet(
        String id,
        String path,
        String status,
        String note,
        int done,
        int all,
        String round,
        int attempt,
        ShownText.Moment started,
        String took,
        String trainer,
        String by,
        List<String> hardware,
        List<ModelSheet> models,
        String tensorBoard,
        List<CallbackCard> callbacks,
        List<DecisionLine> decisions,
        List<AttemptLine> attempts,
        List<RequestLine> requests,
        List<CheckpointLine> checkpoints,
        List<LogLine> log,
        boolean partial) {
    static final int MOST_LINES = 200;

    /**
     * What a page knows of a run that its events do not say.
     *
     * @param by who asked for it, as its summary has it
     */
    public record Beside(Optional<String> by, RunPlaces places) {}

    /** @param partial whether there is more in the log than was read by now */
    public static RunSheet of(FollowedRun followed, Beside beside, Instant now, boolean partial) {
        RunDetails run = followed.details();
        RunFacts facts = run.facts();
        RunPhase phase = run.phase(now);
        String round = facts.round();
        return new RunSheet(
                ShownText.name(run.id()),
                ShownText.encoded(run.id()),
                phase.text(),
                note(run, now),
                run.epochs().size(),
                facts.epochs().orElse(0),
                round,
                run.attempt(),
                ShownText.moment(run.started()),
                EventText.duration(Duration.between(run.started(), run.until(now))),
                facts.trainer().map(AttachedTrainer::name).map(ShownText::name).orElse("trainer-service"),
                run.requestedBy().or(beside::by).map(ShownText::name).orElse(""),
                hardware(run),
                facts.spec().map(spec -> ModelSheet.of(spec, inputs(run))).stream()
                        .toList(),
                beside.places().tensorBoard(run.id()),
                CallbackCard.of(StandingCallbacks.of(followed), phase.ended()),
                DecisionLine.newest(run, round, MOST_LINES),
                AttemptLine.newest(run, MOST_LINES),
                RequestLine.of(run.commands(), round, phase.ended()),
                CheckpointLine.of(run, round, beside.places()),
                LogLine.newest(run.events(), MOST_LINES, round),
                partial);
    }

    private static String note(RunDetails run, Instant now) {
        return run.ended()
                .map(RunEnded::reason)
                .or(() -> run.lostSince(now)
                        .map(since -> "nothing was heard of its trainer since "
                                + ShownText.moment(since).text()))
                .map(ShownText::sentence)
                .orElse("");
    }

    private static List<String> hardware(RunDetails run) {
        List<TrainingEvent> attempts = run.attempts();
        return attempts.isEmpty() ? List.of() : HardwareText.of(attempts.get(attempts.size() - 1));
    }

    /** Of one row of each input, as the trainer has found them. */
    private static List<List<Integer>> inputs(RunDetails run) {
        return run.attempts().stream()
                .filter(RunStarted.class::isInstance)
                .map(first -> ((RunStarted) first).inputShapes())
                .reduce(List.of(), (before, next) -> next);
    }

    /** Whether the run's progress can be drawn. */
    public boolean hasLength() {
        return all > 0;
    }

    /** Whether a trainer can apply a request. */
    public boolean steerable() {
        return !RunPhase.valueOf(status.toUpperCase(Locale.ROOT)).ended();
    }

    public boolean paused() {
        return status.equals(RunPhase.PAUSED.text());
    }
}
