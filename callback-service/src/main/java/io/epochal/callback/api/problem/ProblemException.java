package io.epochal.callback.api.problem;

import io.epochal.protocol.field.Printable;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** A request that is answered with a {@link Problem}. */
public final class ProblemException extends WebApplicationException {
    private static final long serialVersionUID = 1L;
    private static final int UNAVAILABLE = Response.Status.SERVICE_UNAVAILABLE.getStatusCode();
    private static final int TOO_MANY = Response.Status.TOO_MANY_REQUESTS.getStatusCode();
    /** A detail may repeat what was sent, and that may be long. */
    private static final int MOST_SAID = 2000;

    public static final int RETRY_AFTER_SECONDS = 5;
    private final ProblemType type;

    /** @param detail what was wrong, and what would be right */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, null);
    }

    ProblemException(ProblemType type, String detail, @Nullable Throwable cause) {
        super(Printable.of(detail, MOST_SAID), cause, response(type));
        this.type = type;
    }

    private static Response response(ProblemType type) {
        Response.ResponseBuilder response = Response.status(type.status());
        return type.status() == UNAVAILABLE || type.status() == TOO_MANY
                ? response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build()
                : response.build();
    }

    /** For a run that nothing is known of, or that the caller does not see. */
    public static ProblemException unknownRun(String run) {
        return new ProblemException(
                ProblemType.RUN_UNKNOWN,
                "nothing is known of a run " + run + ": it has no events, and it is not waiting for a trainer");
    }

    /** @param instance the path of the request */
    public Problem problem(String instance) {
        return type.problem(String.valueOf(getMessage()), instance);
    }
}
