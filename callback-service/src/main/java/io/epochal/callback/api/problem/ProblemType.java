package io.epochal.callback.api.problem;

import jakarta.ws.rs.core.Response.Status;
import java.util.Locale;

/** The kinds of invalid requests, apart from those that HTTP itself has a status for. The names are part of the wire. */
public enum ProblemType {
    NOT_SERVING(Status.NOT_FOUND, "Runs are not served here"),
    RUN_UNKNOWN(Status.NOT_FOUND, "There is no such run"),
    RUN_UNUSABLE(Status.BAD_REQUEST, "The run's id is invalid"),
    POSITION_UNKNOWN(Status.BAD_REQUEST, "There is no such position in the log"),
    POSITION_GONE(Status.GONE, "This position is no longer in the log"),
    TYPE_UNKNOWN(Status.BAD_REQUEST, "There is no such type of event"),
    NOT_JSON(Status.BAD_REQUEST, "The body is not a JSON object"),
    NOT_A_COMMAND(422, "The body is not a command"),
    NOT_FOR_PEOPLE(422, "Only callbacks can send this command"),
    ID_UNUSABLE(Status.BAD_REQUEST, "The command's id is invalid"),
    TOO_LARGE(Status.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    STREAMS_EXHAUSTED(Status.SERVICE_UNAVAILABLE, "Too many streams are open"),
    TOO_MANY_REQUESTS(Status.TOO_MANY_REQUESTS, "The caller asks too often"),
    TOO_MANY_RUNS(Status.TOO_MANY_REQUESTS, "The caller has too many runs under way"),
    BUSY(Status.SERVICE_UNAVAILABLE, "Too many requests are under way"),
    NOT_SAID_TO_BE_JSON(Status.UNSUPPORTED_MEDIA_TYPE, "The Content-Type is not application/json"),
    HOST_FOREIGN(421, "The Host header is not allowed"),
    ORIGIN_FOREIGN(Status.FORBIDDEN, "Requests from this origin are not allowed"),
    UNKNOWN_CALLER(Status.UNAUTHORIZED, "Who asks is not known"),
    NOT_ALLOWED(Status.FORBIDDEN, "The caller may not do this"),
    NAME_FOREIGN(Status.FORBIDDEN, "The request is in another's name"),
    NOT_A_TOKEN(422, "The body describes no token"),
    TOKEN_EXISTS(Status.CONFLICT, "There is a token of this name"),
    TOKEN_UNKNOWN(Status.NOT_FOUND, "There is no such token"),
    FORM_FOREIGN(Status.FORBIDDEN, "The form is not from this service's page"),
    NOT_A_REQUEST(422, "The body is not such a request"),
    NOT_AN_EVENT(422, "The body has something that is not an event of a trainer"),
    RUN_EXISTS(Status.CONFLICT, "There is a run of this id"),
    NOT_OURS(Status.CONFLICT, "The trainer service does not train this run"),
    NOT_ATTACHED(Status.CONFLICT, "The run's trainer is not attached"),
    RUN_ENDED(Status.CONFLICT, "The run has ended"),
    SUPERSEDED(Status.CONFLICT, "A newer attempt has the run"),
    GAP(Status.CONFLICT, "Events are missing before these"),
    VERDICT_OVERDUE(Status.SERVICE_UNAVAILABLE, "The verdict has not come in time"),
    CHECKPOINT_UNUSABLE(Status.BAD_REQUEST, "The checkpoint's name is invalid"),
    FORMAT_UNKNOWN(Status.BAD_REQUEST, "There is no such format"),
    CHECKPOINT_UNKNOWN(Status.NOT_FOUND, "There is no such checkpoint"),
    CHECKPOINT_ELSEWHERE(Status.CONFLICT, "The checkpoint is where this service does not read"),
    MODEL_TOO_LARGE(422, "The model is too large to be made into a file here"),
    NO_MODEL(422, "The checkpoint cannot be had in this format"),
    STORE_UNAVAILABLE(Status.SERVICE_UNAVAILABLE, "The object store cannot be reached"),
    NOT_A_FILTER(Status.BAD_REQUEST, "The filter of the list is invalid"),
    INDEX_UNAVAILABLE(Status.SERVICE_UNAVAILABLE, "The list of runs cannot be read"),
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

    /** @param instance the path of the request */
    public Problem problem(String detail, String instance) {
        String uri = "urn:epochal:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(uri, title, status, detail, instance);
    }
}
