package io.epochal.callback.page.view;

import io.epochal.callback.summary.AttemptText;
import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.TrainingEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An attempt at a run. */
public record AttemptLine(int attempt, ShownText.Moment time, String how) {
    /** So many at most, newest first. */
    static List<AttemptLine> newest(RunDetails run, int most) {
        List<TrainingEvent> all = new ArrayList<>(run.attempts());
        Collections.reverse(all);
        return all.stream()
                .limit(most)
                .map(first -> new AttemptLine(
                        first.attempt(), ShownText.moment(first.time()), ShownText.sentence(AttemptText.of(first))))
                .toList();
    }
}
