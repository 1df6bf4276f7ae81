package io.epochal.callback.api.problem;

import jakarta.ws.rs.core.Response.Status;
import java.util.Locale;

/** What can be wrong with a request, apart from what HTTP itself has a status for. */
public enum ProblemType {
    NOT_SERVING(Status.NOT_FOUND, "Runs are not served here"),
    RUN_UNKNOWN(Status.NOT_FOUND, "There is no such run"),
    RUN_UNUSABLE(Status.BAD_REQUEST, "This cannot be a run's id"),
    POSITION_UNKNOWN(Status.BAD_REQUEST, "There is no such place in the log"),
    POSITION_GONE(Status.GONE, "This place is no longer in the log"),
    TYPE_UNKNOWN(Status.BAD_REQUEST, "There is no such type of event"),
    NOT_JSON(Status.BAD_REQUEST, "The body is not a JSON object"),
    NOT_A_COMMAND(422, "The body is not a command"),
    NOT_FOR_PEOPLE(422, "People cannot ask for this"),
    ID_UNUSABLE(Status.BAD_REQUEST, "This cannot be the command's id"),
    TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    STREAMS_EXHAUSTED(Status.SERVICE_UNAVAILABLE, "Too many streams are open"),
    BUSY(Status.SERVICE_UNAVAILABLE, "Too many requests are under way"),
    NOT_SAID_TO_BE_JSON(Status.UNSUPPORTED_MEDIA_TYPE, "The body is not said to be JSON"),
    HOST_FOREIGN(421, "This service is not of that name"),
    ORIGIN_FOREIGN(Status.FORBIDDEN, "Pages from elsewhere may not ask"),
    LOG_UNAVAILABLE(Status.SERVICE_UNAVAILABLE, "Kafka cannot be reached");

    private final int status;
    private final String title;

    ProblemType(Status status, String title) {
        this(status.getStatusCode(), title);
    }

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    /** @param instance the path that was asked for */
    public Problem problem(String detail, String instance) {
        String uri = "urn:epochal:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(uri, title, status, detail, instance);
    }
}
