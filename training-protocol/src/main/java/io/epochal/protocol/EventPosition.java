package io.epochal.protocol;

/**
 * The position of an event among its run's events: all of a later attempt come after all of an earlier one.
 *
 * @param attempt from 1
 * @param sequence the event's number within the attempt, from 0
 */
public record EventPosition(int attempt, long sequence) implements Comparable<EventPosition> {
    /** Before every event. */
    public static final EventPosition BEGINNING = new EventPosition(0, 0);

    /** The position of this event. */
    public static EventPosition of(TrainingEvent event) {
        return new EventPosition(event.attempt(), event.sequence());
    }

    public boolean isBefore(EventPosition other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(EventPosition other) {
        return attempt == other.attempt
                ? Long.compare(sequence, other.sequence)
                : Integer.compare(attempt, other.attempt);
    }
}
