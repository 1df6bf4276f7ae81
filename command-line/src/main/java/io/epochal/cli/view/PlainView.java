package io.epochal.cli.view;

import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent;
import java.util.Locale;

/** For a stream that is no terminal: a line for each epoch, and one for each reason of a verdict. */
public final class PlainView implements EventView {
    private int epochs;
    private int steps;

    @Override
    public String show(RunEvent event) {
        if (event instanceof TrainingEvent.RunStarted started) {
            epochs = started.spec().epochs();
            steps = started.stepsPerEpoch();
        } else if (event instanceof TrainingEvent.RunResumed resumed) {
            epochs = resumed.spec().epochs();
            steps = resumed.stepsPerEpoch();
            return EventText.resumed(resumed) + "\n";
        } else if (event instanceof TrainingEvent.EpochEnded ended) {
            return String.format(
                            Locale.ROOT,
                            "Epoch %d/%d - %d/%d - %.0fs%s - learning_rate: %s",
                            ended.epoch() + 1,
                            epochs,
                            EventText.trainedBatches(ended, steps),
                            steps,
                            ended.seconds(),
                            EventText.metrics(ended.metrics()),
                            EventText.number(ended.learningRate()))
                    + "\n";
        } else if (event instanceof TrainingEvent.CommandApplied answer) {
            return EventText.answer(answer) + "\n";
        } else if (event instanceof TrainingEvent.VerdictApplied applied) {
            return EventText.reasons(applied, "", "");
        }
        return "";
    }
}
