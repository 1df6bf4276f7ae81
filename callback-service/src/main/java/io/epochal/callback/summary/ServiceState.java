package io.epochal.callback.summary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Whether all that reads the log is there and keeps up, and what could not be handled, at one moment.
 *
 * @param readers the services' consumer groups
 * @param trainers of our own trainer service; empty where that is unknown
 * @param waiting runs that wait for one, or that one holds; empty where that is unknown
 * @param letters records that could not be handled, newest first
 * @param lettersInAll how many there are
 * @param failures recordings that this process has given up, newest first
 * @param problems what could not be found out, and why
 */
public record ServiceState(
        List<Reader> readers,
        OptionalInt trainers,
        OptionalLong waiting,
        List<Letter> letters,
        long lettersInAll,
        List<Failure> failures,
        List<String> problems) {
    public ServiceState {
        readers = List.copyOf(readers);
        letters = List.copyOf(letters);
        failures = List.copyOf(failures);
        problems = List.copyOf(problems);
    }

    /** With something else that could not be found out. */
    public ServiceState with(String problem) {
        List<String> all = new ArrayList<>(problems);
        all.add(problem);
        return new ServiceState(readers, trainers, waiting, letters, lettersInAll, failures, all);
    }

    /** What is left for somebody who sees these runs only. */
    public ServiceState of(Predicate<String> seen) {
        List<Letter> left =
                letters.stream().filter(letter -> seen.test(letter.key())).toList();
        return new ServiceState(
                readers,
                trainers,
                waiting,
                left,
                left.size(),
                failures.stream().filter(failure -> seen.test(failure.run())).toList(),
                problems);
    }

    /**
     * A consumer group.
     *
     * @param role what it is for, such as {@code deciders}
     * @param optional whether it is there only where an operator has set it up
     * @param members processes that read
     * @param behind records that wait for it; empty where it has read nothing yet
     */
    public record Reader(String role, boolean optional, String group, int members, OptionalLong behind) {}

    /**
     * A record that could not be handled.
     *
     * @param origin topic, partition and offset; empty where that is unknown
     * @param key most often the run's id; empty for none
     * @param text the beginning of its value
     */
    public record Letter(Instant time, String origin, String key, String reason, String text) {}

    /**
     * A recording that has ended early.
     *
     * @param place what was to be written, or posted to
     */
    public record Failure(String recorder, String run, String place, String reason) {}
}
