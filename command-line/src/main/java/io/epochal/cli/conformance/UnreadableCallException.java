package io.epochal.cli.conformance;

/** A call that breaks the contract, with the answer that says so. */
final class UnreadableCallException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String problem;

    UnreadableCallException(int status, String problem, String detail) {
        super(detail);
        this.status = status;
        this.problem = problem;
    }

    static UnreadableCallException noRequest(String detail) {
        return new UnreadableCallException(422, "not-a-request", detail);
    }

    static UnreadableCallException noEvent(String detail) {
        return new UnreadableCallException(422, "not-an-event", detail);
    }

    int status() {
        return status;
    }

    String problem() {
        return problem;
    }
}
