package io.epochal.cli.run;

import io.epochal.protocol.AttachedTrainer;
import io.epochal.protocol.Command;
import io.epochal.protocol.Message;
import io.epochal.protocol.RunRequested.TakenBack;
import io.epochal.protocol.RunStatus;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generated runs: resumed, paused, ended, with revoked ends, and with superseded attempts that still publish. */
public final class RunHistories {
    private RunHistories() {}

    /** The messages of one run. */
    public static List<Message> messages(RunMessages run, Random random, boolean attached) {
        List<Message> messages = new ArrayList<>(
                attached
                        ? List.of(run.attached(1, AttachedTrainer.Unit.EVALUATION))
                        : List.of(run.requested(), run.started(1)));
        List<EpochEnded> kept = new ArrayList<>();
        int attempt = 1;
        long sequence = 1;
        for (int i = 0; i < 25; i++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2, 3 -> {
                    kept.add((EpochEnded) run.epoch(attempt, sequence++, kept.size(), loss(random)));
                    messages.add(kept.get(kept.size() - 1));
                }
                case 4 -> {
                    kept = new ArrayList<>(kept.subList(0, random.nextInt(kept.size() + 1)));
                    messages.add(next(run, kept, attempt + 1, attached));
                    // The superseded attempt still publishes an event.
                    messages.add(run.epoch(attempt, sequence, 7, loss(random)));
                    attempt++;
                    sequence = 1;
                }
                case 5 ->
                    messages.add(run.answered(attempt, sequence++, "p" + i, new Command.PauseTraining(), "applied"));
                case 6 ->
                    messages.add(run.answered(attempt, sequence++, "r" + i, new Command.ResumeTraining(), "applied"));
                case 7 ->
                    messages.add(
                            attached
                                    ? run.heartbeat(attempt, sequence++, 10 + i * 20L)
                                    : run.suspended(attempt, sequence++));
                default -> {
                    messages.add(run.ended(attempt, sequence++, RunStatus.CANCELLED));
                    messages.add(
                            attached
                                    ? run.attached(++attempt, AttachedTrainer.Unit.EPOCH)
                                    : run.requested(new TakenBack(attempt, List.of())));
                    if (attached) {
                        kept = new ArrayList<>();
                        sequence = 1;
                    }
                }
            }
        }
        return messages;
    }

    /** Resumes after the last of these epochs, or starts from the beginning. */
    private static Message next(RunMessages run, List<EpochEnded> kept, int attempt, boolean attached) {
        if (kept.isEmpty()) {
            return attached ? run.attached(attempt, AttachedTrainer.Unit.EPOCH) : run.started(attempt);
        }
        EpochEnded last = kept.get(kept.size() - 1);
        return attached
                ? run.reattached(attempt, kept.size(), last.attempt(), last.sequence() + 1)
                : run.resumed(attempt, kept.size(), last.attempt(), last.sequence() + 1);
    }

    private static double loss(Random random) {
        return random.nextInt(8) == 0 ? Double.NaN : random.nextInt(20) / 8.0;
    }
}
