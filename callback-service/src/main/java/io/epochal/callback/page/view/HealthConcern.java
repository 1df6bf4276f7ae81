package io.epochal.callback.page.view;

import io.epochal.callback.summary.ServiceState;
import io.epochal.callback.summary.ServiceState.Reader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that an operator should look at.
 *
 * @param what is wrong, and what follows from it
 * @param advice what to do
 * @param place the part of the page that has more of it
 */
public record HealthConcern(String what, String advice, String place) {
    private static final long MUCH = 10_000;
    /** Dead letters stay for ever; older ones are known by now. */
    private static final Duration NEWS = Duration.ofDays(1);

    private static final String DECIDERS = "deciders";

    /** The most urgent first. */
    static List<HealthConcern> of(ServiceState state, int lost, long queued, Instant now) {
        List<HealthConcern> all = new ArrayList<>();
        state.problems().forEach(problem -> all.add(unknown(problem)));
        missing(state.readers(), all);
        state.readers().stream()
                .filter(HealthConcern::isBehind)
                .map(HealthConcern::late)
                .forEach(all::add);
        long waiting = Math.max(state.waiting().orElse(0), queued);
        if (state.trainers().orElse(1) == 0 && waiting > 0) {
            all.add(new HealthConcern(
                    "No trainer service is there, and " + many(waiting, "run waits", "runs wait") + " for one.",
                    "Start one: it goes on with what another one had begun. The log of one that has died says why.",
                    "trainers"));
        }
        if (lost > 0) {
            all.add(new HealthConcern(
                    many(lost, "run is", "runs are") + " lost: the programs that train them are silent.",
                    "Start such a program again with its checkpoint: it attaches as the next attempt.",
                    "lost"));
        }
        setAside(state, now, all);
        return List.copyOf(all);
    }

    private static void setAside(ServiceState state, Instant now, List<HealthConcern> all) {
        long news = state.letters().stream()
                .filter(letter -> letter.time().isAfter(now.minus(NEWS)))
                .count();
        if (news > 0) {
            all.add(new HealthConcern(
                    many(news, "record", "records") + " could not be handled within the last day.",
                    "Each has its reason below: update or repair what wrote it, or what reads it. Nothing waits for them.",
                    "letters"));
        }
        if (!state.failures().isEmpty()) {
            all.add(new HealthConcern(
                    many(state.failures().size(), "recording was", "recordings were") + " given up.",
                    "Mend what the reason names, such as a full disk, and restart the recorder: it reads the log again.",
                    "failures"));
        }
    }

    /** Whether nobody reads, though somebody should. */
    static boolean isMissing(Reader reader) {
        return reader.members() == 0 && !reader.optional();
    }

    /** Whether somebody reads, but far too little. */
    static boolean isBehind(Reader reader) {
        return reader.members() > 0 && reader.behind().orElse(0) > MUCH;
    }

    private static HealthConcern unknown(String problem) {
        return new HealthConcern(
                ShownText.sentence(problem),
                "What this page shows of it may be old or missing. Is it there, and may this service ask it?",
                "readers");
    }

    private static void missing(List<Reader> readers, List<HealthConcern> all) {
        List<String> missing = readers.stream()
                .filter(HealthConcern::isMissing)
                .map(Reader::role)
                .toList();
        if (missing.contains(DECIDERS)) {
            all.add(new HealthConcern(
                    "Nobody decides: trainers wait at the end of an epoch.",
                    "Start a callback service with EPOCHAL_DECIDING=true; it answers what was asked.",
                    "readers"));
        }
        List<String> recorders =
                missing.stream().filter(role -> !role.equals(DECIDERS)).toList();
        if (!recorders.isEmpty()) {
            all.add(new HealthConcern(
                    "Not there: " + String.join(", ", recorders) + ". What would be written is missing.",
                    "Start a callback service with EPOCHAL_RECORDING=true; it goes on where the last one was.",
                    "readers"));
        }
    }

    private static HealthConcern late(Reader reader) {
        String behind = reader.role() + ": " + reader.behind().orElse(0) + " records behind.";
        return reader.role().equals(DECIDERS)
                ? new HealthConcern(
                        behind + " Trainers wait for them.",
                        "Start more, up to one for each partition; restart one that hangs.",
                        "readers")
                : new HealthConcern(
                        behind + " What it writes is late.",
                        "Its log says what it waits for, such as a disk or another server.",
                        "readers");
    }

    private static String many(long count, String one, String several) {
        return count + " " + (count == 1 ? one : several);
    }
}
