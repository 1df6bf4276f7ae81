package io.epochal.protocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that is no message; its reader sends it to {@link Topic#DEAD_LETTERS} and goes on. Its message is short and printable,
 * whatever was found.
 */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 1000;

    private final transient @Nullable Question question;

    public UnreadableException(String reason, @Nullable Throwable cause) {
        this(reason, cause, null);
    }

    UnreadableException(String reason, @Nullable Throwable cause, @Nullable Question question) {
        super(Printable.of(reason, LIMIT), cause);
        this.question = question;
    }

    /**
     * A barrier event that somebody waits at.
     *
     * @param sequence of the event, which the verdict has to answer
     */
    public record Question(String run, int attempt, long sequence) {}

    /** Who waits for an answer to it, where the record was meant as a barrier and says that much. */
    public Optional<Question> question() {
        return Optional.ofNullable(question);
    }
}
