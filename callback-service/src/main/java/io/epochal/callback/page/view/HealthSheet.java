package io.epochal.callback.page.view;

import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunPhase;
import io.epochal.callback.summary.ServiceState;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Whether everything works, as a page shows it.
 *
 * @param trainers how many processes of our trainer service there are; a question mark where that is unknown, as {@code waiting}
 * @param waiting runs that wait for a trainer, or that one holds
 * @param lost runs of other programs that have been silent for too long, newest first
 * @param lettersInAll more than are shown, perhaps
 * @param concerns what is wrong, and what to do; empty where all is well
 */
public record HealthSheet(
        List<ReaderLine> readers,
        String trainers,
        String waiting,
        List<RunRow> lost,
        List<LetterLine> letters,
        long lettersInAll,
        List<FailureLine> failures,
        List<HealthConcern> concerns) {
    /** As many lost runs are shown. */
    public static final int MOST_LOST = 100;

    private static final String UNKNOWN = "?";

    /**
     * One group of readers.
     *
     * @param behind records that wait for it; a hyphen where it has read none
     * @param state {@code running}, {@code behind} or {@code missing}
     */
    public record ReaderLine(String role, String group, int members, String behind, String state) {
        static ReaderLine of(ServiceState.Reader reader) {
            String state =
                    HealthConcern.isMissing(reader) ? "missing" : HealthConcern.isBehind(reader) ? "behind" : "running";
            return new ReaderLine(
                    reader.role(),
                    reader.group(),
                    reader.members(),
                    reader.behind().isPresent() ? Long.toString(reader.behind().getAsLong()) : "-",
                    state);
        }
    }

    /** One record that could not be handled. */
    public record LetterLine(ShownText.Moment time, String origin, String key, String reason, String text) {
        static LetterLine of(ServiceState.Letter letter) {
            return new LetterLine(
                    ShownText.moment(letter.time()),
                    ShownText.name(letter.origin()),
                    ShownText.name(letter.key()),
                    ShownText.sentence(letter.reason()),
                    ShownText.sentence(letter.text()));
        }
    }

    /** One recording that was given up. */
    public record FailureLine(String recorder, String run, String place, String reason) {
        static FailureLine of(ServiceState.Failure failure) {
            return new FailureLine(
                    failure.recorder(),
                    ShownText.name(failure.run()),
                    ShownText.sentence(failure.place()),
                    ShownText.sentence(failure.reason()));
        }
    }

    /**
     * @param runs those that are lost, and perhaps others
     * @param queued runs that no trainer has, as the list has them: a queue that no trainer has ever looked at counts none
     */
    public static HealthSheet of(ServiceState state, Collection<RunOverview> runs, long queued, Instant now) {
        List<RunRow> lost = runs.stream()
                .filter(run -> run.phase(now) == RunPhase.LOST)
                .sorted(Comparator.comparing(RunOverview::started).reversed())
                .limit(MOST_LOST)
                .map(run -> RunRow.of(run, now))
                .toList();
        return new HealthSheet(
                state.readers().stream()
                        .filter(reader -> reader.members() > 0 || !reader.optional())
                        .map(ReaderLine::of)
                        .toList(),
                state.trainers().isPresent() ? Integer.toString(state.trainers().getAsInt()) : UNKNOWN,
                state.waiting().isPresent()
                        ? Long.toString(Math.max(state.waiting().getAsLong(), queued))
                        : UNKNOWN,
                lost,
                state.letters().stream().map(LetterLine::of).toList(),
                state.lettersInAll(),
                state.failures().stream().map(FailureLine::of).toList(),
                HealthConcern.of(state, lost.size(), queued, now));
    }

    /** Whether nothing is wrong that an operator should look at. */
    public boolean isWell() {
        return concerns.isEmpty();
    }
}
