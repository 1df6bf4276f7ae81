package io.epochal.callback.page.view;

import io.epochal.callback.summary.CommandText;
import io.epochal.callback.summary.EventText;
import io.epochal.protocol.Command;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import io.epochal.protocol.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A decision on a run's curves.
 *
 * @param x the epoch from 1; a part of one where the decision fell within it; of restored weights the epoch that they are of
 * @param kind what it did, see {@link Kind}
 * @param text what and why
 */
public record ChartMark(double x, Kind kind, String text) {
    /** What a mark stands for; how it is drawn, the script says. */
    public enum Kind {
        STOP,
        RATE,
        SAVE,
        RESTORE,
        PAUSE,
        CALLBACKS
    }

    private static final Map<Kind, Set<String>> DECIDERS = Map.of(
            Kind.STOP, Set.of("EarlyStopping", "TerminateOnNaN"),
            Kind.RATE, Set.of("ReduceLROnPlateau", "LearningRateScheduler"),
            Kind.SAVE, Set.of("ModelCheckpoint", "BackupAndRestore"),
            Kind.RESTORE, Set.of("EarlyStopping", "SwapEMAWeights"));

    /**
     * The marks of a run's events, in their order.
     *
     * @param steps batches in an epoch; 0 where that is not known
     */
    static List<ChartMark> of(List<TrainingEvent> events, int steps, String round) {
        List<ChartMark> marks = new ArrayList<>();
        for (TrainingEvent event : events) {
            if (event instanceof VerdictApplied applied) {
                applied.commands().forEach(command -> add(marks, applied, command));
            } else if (event instanceof CommandApplied answer
                    && answer.outcome().isApplied()) {
                add(marks, place(answer, steps), answer.command(), EventText.answer(answer, round) + by(answer));
            } else if (event instanceof RunEnded ended && marks.stream().noneMatch(mark -> mark.kind() == Kind.STOP)) {
                marks.add(new ChartMark(
                        ended.epochsRun(),
                        Kind.STOP,
                        ShownText.sentence(ended.status().wireName() + ": " + ended.reason())));
            }
        }
        return marks;
    }

    private static void add(List<ChartMark> marks, VerdictApplied applied, Command command) {
        String text = CommandText.of(command) + reasons(applied.reasons(), command);
        double x = command instanceof Command.RestoreWeights restored ? restored.epoch() : applied.epoch();
        add(marks, x + 1, command, text);
    }

    private static void add(List<ChartMark> marks, double x, Command command, String text) {
        command.accept(new MarkKind()).ifPresent(kind -> marks.add(new ChartMark(x, kind, ShownText.sentence(text))));
    }

    private static String by(CommandApplied answer) {
        String who = answer.requestedBy();
        return who == null ? "" : ", by " + who;
    }

    private static double place(CommandApplied answer, int steps) {
        double part = steps > 0 ? Math.min(1, (answer.batch() + 1.0) / steps) : 0.5;
        return answer.epoch() < 0 ? 0 : answer.epoch() + part;
    }

    /** Of the callbacks that decide such a thing; of all where none of them said anything. */
    private static String reasons(List<Verdict.Reason> reasons, Command command) {
        Set<String> deciders = command.accept(new MarkKind()).map(DECIDERS::get).orElse(Set.of());
        List<Verdict.Reason> theirs = reasons.stream()
                .filter(reason -> deciders.contains(reason.callback()))
                .toList();
        List<Verdict.Reason> shown = theirs.isEmpty() ? reasons : theirs;
        return shown.stream()
                .map(EventText::reason)
                .collect(Collectors.joining("; ", " - ", ""))
                .replaceAll(" - $", "");
    }
}
