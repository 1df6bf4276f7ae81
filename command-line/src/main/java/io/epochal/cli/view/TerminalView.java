package io.epochal.cli.view;

import io.epochal.callback.summary.EventText;
import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.RunEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.TrainingEvent.Resumption;
import io.epochal.protocol.TrainingEvent.VerdictApplied;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * For a terminal, as Keras prints it: a bar that moves through each epoch, and the reasons of verdicts between them.
 *
 * <p>Batches and the other events are in two topics, so a batch may be received late or early. It is shown only within its epoch.
 */
public final class TerminalView implements EventView {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final int BAR = 20;
    private static final String CLEAR = "\r\u001b[K";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final RoundCounter rounds = new RoundCounter();
    private int headed = -1;
    private int ended = -1;
    private int decided = -2;
    private Instant began = Instant.EPOCH;
    private Instant drawn = Instant.EPOCH;

    @Override
    public String show(RunEvent event) {
        rounds.follow(event);
        if (event instanceof Resumption resumed) {
            // Before the first epoch it is the first that comes next.
            ended = Math.max(0, resumed.epoch()) - 1;
            decided = ended;
            began = resumed.time();
            return CLEAR + DIM + EventText.resumed(resumed, rounds.round()) + PLAIN + "\n";
        } else if (event instanceof BatchEnded batch) {
            return draw(batch);
        } else if (event instanceof EpochEnded epoch) {
            ended = epoch.epoch();
            return header(ended) + CLEAR + line(epoch);
        } else if (event instanceof CommandApplied answer) {
            return CLEAR + DIM + EventText.answer(answer, rounds.round()) + PLAIN + "\n";
        } else if (event instanceof VerdictApplied applied) {
            // A verdict in the middle of an epoch changes nothing here.
            if (decided != ended) {
                decided = ended;
                began = applied.time();
            }
            return EventText.reasons(applied, DIM, PLAIN);
        }
        return "";
    }

    private String draw(BatchEnded batch) {
        boolean inItsEpoch = batch.epoch() == decided + 1 && batch.epoch() > ended;
        if (!inItsEpoch || Duration.between(drawn, batch.time()).compareTo(REDRAW) < 0) {
            return "";
        }
        drawn = batch.time();
        int done = Math.max(1, batch.batch() + 1);
        double perStep = Duration.between(began, batch.time()).toNanos() / 1e9 / done;
        return header(batch.epoch())
                + CLEAR
                + String.format(
                        Locale.ROOT,
                        "%s %.0fs %s%s",
                        progress(done),
                        // As Keras: the time that is left, or the time so far where the end is not known.
                        perStep * (rounds.steps() > 0 ? Math.max(0, rounds.steps() - done) : done),
                        pace(perStep),
                        EventText.metrics(batch.metrics()));
    }

    private String line(EpochEnded epoch) {
        int reached = rounds.trained(epoch);
        return String.format(
                        Locale.ROOT,
                        "%s %.0fs %s%s - learning_rate: %s",
                        count(reached) + " " + bar(reached),
                        epoch.seconds(),
                        pace(epoch.seconds() / Math.max(1, reached)),
                        EventText.metrics(epoch.metrics()),
                        EventText.number(epoch.learningRate()))
                + "\n";
    }

    private String header(int epoch) {
        if (headed >= epoch) {
            return "";
        }
        headed = epoch;
        return rounds.title(epoch) + "\n";
    }

    /** In the first epoch of a trainer that does not say how long an epoch is there is no bar, as in Keras. */
    private String progress(int done) {
        return rounds.steps() == 0 && rounds.isLengthUnknown()
                ? String.format(Locale.ROOT, "%7d/Unknown", done)
                : count(done) + " " + bar(done);
    }

    private String count(int done) {
        String all = Integer.toString(Math.max(0, rounds.steps()));
        return String.format(Locale.ROOT, "%" + all.length() + "d/%s", done, all);
    }

    private String bar(int done) {
        // The numbers come from the log and may be wrong; the bar keeps its length.
        double fraction = rounds.steps() > 0 ? (double) done / rounds.steps() : 1;
        int filled = (int) (BAR * Math.max(0, Math.min(1, fraction)));
        return "━".repeat(filled) + "─".repeat(BAR - filled);
    }

    private static String pace(double seconds) {
        if (seconds >= 1) {
            return String.format(Locale.ROOT, "%.0fs/step", seconds);
        }
        return seconds >= 1e-3
                ? String.format(Locale.ROOT, "%.0fms/step", seconds * 1e3)
                : String.format(Locale.ROOT, "%.0fus/step", seconds * 1e6);
    }
}
