package io.epochal.cli;

import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent;
import java.util.Locale;

/** For logs and pipes: one line an epoch, and one for each reason. */
final class PlainView implements View {
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
            return View.resumed(resumed) + "\n";
        } else if (event instanceof TrainingEvent.EpochEnded ended) {
            return String.format(
                            Locale.ROOT,
                            "Epoch %d/%d - %d/%d - %.0fs%s - learning_rate: %s",
                            ended.epoch() + 1,
                            epochs,
                            View.reached(ended, steps),
                            steps,
                            ended.seconds(),
                            View.metrics(ended.metrics()),
                            View.number(ended.learningRate()))
                    + "\n";
        } else if (event instanceof TrainingEvent.CommandApplied answer) {
            return View.answer(answer) + "\n";
        } else if (event instanceof TrainingEvent.VerdictApplied applied) {
            return View.reasons(applied, "", "");
        }
        return "";
    }
}
