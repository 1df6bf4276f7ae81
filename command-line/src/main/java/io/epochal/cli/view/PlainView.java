package io.epochal.cli.view;

import io.epochal.callback.summary.EventText;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent;
import java.util.Locale;

/** For a stream that is no terminal: a line for each epoch, and one for each reason of a verdict. */
public final class PlainView implements EventView {
    private final RoundCounter rounds = new RoundCounter();

    @Override
    public String show(RunEvent event) {
        rounds.follow(event);
        if (event instanceof TrainingEvent.Resumption resumed) {
            return EventText.resumed(resumed, rounds.round()) + "\n";
        } else if (event instanceof TrainingEvent.EpochEnded ended) {
            int trained = rounds.trained(ended);
            return String.format(
                            Locale.ROOT,
                            "%s - %d/%d - %.0fs%s - learning_rate: %s",
                            rounds.title(ended.epoch()),
                            trained,
                            rounds.steps(),
                            ended.seconds(),
                            EventText.metrics(ended.metrics()),
                            EventText.number(ended.learningRate()))
                    + "\n";
        } else if (event instanceof TrainingEvent.CommandApplied answer) {
            return EventText.answer(answer, rounds.round()) + "\n";
        } else if (event instanceof TrainingEvent.VerdictApplied applied) {
            return EventText.reasons(applied, "", "");
        }
        return "";
    }
}
