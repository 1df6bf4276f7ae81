package io.epochal.cli.conformance;

import io.epochal.protocol.attach.CallException;

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

    static UnreadableCallException noEvent(String detail) {
        return new UnreadableCallException(422, CallException.Kind.NOT_AN_EVENT.problem(), detail);
    }

    int status() {
        return status;
    }

    String problem() {
        return problem;
    }
}
