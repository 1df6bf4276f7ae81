package io.epochal.cli.view;

import io.epochal.protocol.TrainingEvent;
import java.util.Locale;

/** For logs and pipes: one line an epoch, and one for each reason. */
public final class PlainView implements EventView {
    private int epochs;
    private int steps;

    @Override
    public String show(TrainingEvent event) {
        if (event instanceof TrainingEvent.RunStarted started) {
            epochs = started.spec().epochs();
            steps = started.stepsPerEpoch();
        } else if (event instanceof TrainingEvent.RunResumed resumed) {
            epochs = resumed.spec().epochs();
            steps = resumed.stepsPerEpoch();
            return EventView.resumed(resumed) + "\n";
        } else if (event instanceof TrainingEvent.EpochEnded ended) {
            return String.format(
                            Locale.ROOT,
                            "Epoch %d/%d - %d/%d - %.0fs%s - learning_rate: %s",
                            ended.epoch() + 1,
                            epochs,
                            EventView.reached(ended, steps),
                            steps,
                            ended.seconds(),
                            EventView.metrics(ended.metrics()),
                            EventView.number(ended.learningRate()))
                    + "\n";
        } else if (event instanceof TrainingEvent.CommandApplied answer) {
            return EventView.answer(answer) + "\n";
        } else if (event instanceof TrainingEvent.VerdictApplied applied) {
            return EventView.reasons(applied, "", "");
        }
        return "";
    }
}
