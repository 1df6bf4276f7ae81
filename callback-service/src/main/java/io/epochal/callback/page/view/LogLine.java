package io.epochal.callback.page.view;

import io.epochal.callback.summary.AttemptText;
import io.epochal.callback.summary.CommandText;
import io.epochal.callback.summary.EventText;
import io.epochal.callback.summary.RunFacts;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CheckpointSaved;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An event of a run in words.
 *
 * @param type its simple name
 */
public record LogLine(ShownText.Moment time, String type, String text) {
    /** The newest first, as many. */
    static List<LogLine> newest(List<TrainingEvent> events, int most, String round) {
        List<LogLine> lines = new ArrayList<>();
        for (TrainingEvent event : events.subList(Math.max(0, events.size() - most), events.size())) {
            lines.add(new LogLine(
                    ShownText.moment(event.time()),
                    event.getClass().getSimpleName(),
                    ShownText.sentence(text(event, round))));
        }
        Collections.reverse(lines);
        return lines;
    }

    private static String text(TrainingEvent event, String round) {
        if (event instanceof EpochEnded epoch) {
            return RunFacts.title(round) + " " + (epoch.epoch() + 1) + EventText.metrics(epoch.metrics())
                    + " - learning_rate: " + EventText.number(epoch.learningRate());
        } else if (event instanceof VerdictApplied applied) {
            return Stream.concat(
                            applied.commands().stream().map(CommandText::of),
                            applied.reasons().stream().map(EventText::reason))
                    .collect(Collectors.joining("; "));
        } else if (event instanceof CommandApplied answer) {
            return EventText.answer(answer, round);
        } else if (event instanceof CheckpointSaved saved) {
            return saved.bytes() / 1024 + " KB after step " + saved.step()
                    + (saved.names().isEmpty() ? "" : ": " + String.join(", ", saved.names()));
        } else if (event instanceof RunEnded ended) {
            return ended.status().wireName() + " after " + RunFacts.count(ended.epochsRun(), round) + ": "
                    + ended.reason();
        }
        String begun = AttemptText.of(event);
        return begun.isEmpty() ? "" : "attempt " + event.attempt() + " " + begun;
    }
}
