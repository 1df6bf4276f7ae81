package io.epochal.protocol.attach;

import io.epochal.protocol.field.Printable;

/** A program's call that breaks the contract. The message says what was wrong, where, and what would be right; it is printable. */
public final class CallException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 2000;

    private final Kind kind;
    private final String field;

    CallException(Kind kind, String field, String detail) {
        super(Printable.of(detail, LIMIT));
        this.kind = kind;
        this.field = Printable.of(field, LIMIT);
    }

    /** @param field of the call that is wrong, such as {@code heartbeat}; the detail begins with it */
    public static CallException ofRequest(String field, String problem) {
        return new CallException(Kind.NOT_A_REQUEST, field, field + " " + problem);
    }

    static CallException ofEvent(String field, String problem) {
        return new CallException(Kind.NOT_AN_EVENT, field, field + " " + problem);
    }

    public Kind kind() {
        return kind;
    }

    /** The place in the body, such as {@code events[2].sequence}. */
    public String field() {
        return field;
    }

    /** What the call is not. */
    public enum Kind {
        NOT_A_REQUEST("not-a-request"),
        NOT_AN_EVENT("not-an-event");

        private final String problem;

        Kind(String problem) {
            this.problem = problem;
        }

        /** Its name in answers, as {@code docs/rest.md} has it. */
        public String problem() {
            return problem;
        }
    }
}
