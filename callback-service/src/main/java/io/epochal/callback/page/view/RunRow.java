package io.epochal.callback.page.view;

import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.MetricCurve.EpochValue;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunPhase;
import java.time.Duration;
import java.time.Instant;

/**
 * One run in a list.
 *
 * @param path its part of an address
 * @param status its phase, which is a class of the style sheet, too
 * @param done epochs that have ended
 * @param all epochs that are trained at most; 0 where that is not known
 * @param best with the epoch; a hyphen for none, as {@code last} and {@code took}
 * @param by who has asked for it; empty where that is not known
 * @param trainer empty for our trainer
 */
public record RunRow(
        String id,
        String path,
        String status,
        int done,
        int all,
        String metric,
        String best,
        String last,
        String by,
        String trainer,
        ShownText.Moment started,
        String took) {
    private static final String NONE = "-";

    /** As it is at this time. */
    public static RunRow of(RunOverview run, Instant now) {
        RunPhase phase = run.phase(now);
        return new RunRow(
                ShownText.name(run.id()),
                ShownText.encoded(run.id()),
                phase.text(),
                run.epochs(),
                run.allEpochs().orElse(0),
                ShownText.name(run.metric()),
                run.best().map(best -> best(best, run.round())).orElse(NONE),
                run.last().map(last -> EventText.number(last.value())).orElse(NONE),
                run.requestedBy().map(ShownText::name).orElse(""),
                run.trainer().map(ShownText::name).orElse(""),
                ShownText.moment(run.started()),
                phase == RunPhase.QUEUED && !run.hasStarted()
                        ? NONE
                        : EventText.duration(Duration.between(run.started(), run.until(now))));
    }

    private static String best(EpochValue best, String round) {
        return EventText.number(best.value()) + " (" + round + " " + (best.epoch() + 1) + ")";
    }

    /** Whether the run's progress can be drawn. */
    public boolean hasLength() {
        return all > 0;
    }
}
