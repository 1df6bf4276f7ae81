package io.epochal.callback.page.view;

import io.epochal.callback.summary.RunDetails;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a callback found, and where. */
public record DecisionLine(String place, String callback, String text) {
    /** So many at most, newest first. */
    static List<DecisionLine> newest(RunDetails run, String round, int most) {
        List<DecisionLine> all = new ArrayList<>();
        for (VerdictApplied applied : run.events(VerdictApplied.class)) {
            String place = applied.epoch() < 0 ? "the beginning" : round + " " + (applied.epoch() + 1);
            applied.reasons()
                    .forEach(reason -> all.add(new DecisionLine(
                            place, ShownText.name(reason.callback()), ShownText.sentence(reason.text()))));
        }
        Collections.reverse(all);
        return all.stream().limit(most).toList();
    }
}
