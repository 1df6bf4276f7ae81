package io.epochal.callback.api.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.api.log.EventTooLargeException;
import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.protocol.Wire;
import io.epochal.protocol.attach.CallException;
import io.epochal.protocol.field.Printable;
import io.quarkus.security.ForbiddenException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every error with a {@link Problem}, an unknown path and a failure of the service included. */
class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final int FIRST_ERROR = 400;
    private static final int NO_SUCH_METHOD = 405;

    @ServerExceptionMapper
    Response refused(WebApplicationException refusal, @Context UriInfo uri) {
        Response response = refusal.getResponse();
        if (response.getStatus() < FIRST_ERROR) {
            return response;
        }
        Problem problem = refusal instanceof ProblemException known
                ? known.problem(uri.getPath())
                : plain(response.getStatusInfo(), detail(response.getStatus(), uri.getPath()), uri);
        Response.ResponseBuilder answer = Response.fromResponse(response);
        return response(
                response.getStatus() == NO_SUCH_METHOD
                        ? answer.header(HttpHeaders.ALLOW, null)
                                .header(HttpHeaders.ALLOW, AllowedMethods.of(uri.getPath()))
                        : answer,
                problem);
    }

    @ServerExceptionMapper
    Response unavailable(LogUnavailableException fault, @Context UriInfo uri) {
        return refused(
                new ProblemException(ProblemType.LOG_UNAVAILABLE, String.valueOf(fault.getMessage()), fault), uri);
    }

    @ServerExceptionMapper
    Response unavailable(IndexUnavailableException fault, @Context UriInfo uri) {
        return refused(
                new ProblemException(ProblemType.INDEX_UNAVAILABLE, String.valueOf(fault.getMessage()), fault), uri);
    }

    @ServerExceptionMapper
    Response tooLarge(EventTooLargeException fault, @Context UriInfo uri) {
        return refused(new ProblemException(ProblemType.TOO_LARGE, String.valueOf(fault.getMessage()), fault), uri);
    }

    /** Somebody who is known, and has not the role. */
    @ServerExceptionMapper
    Response forbidden(ForbiddenException fault, @Context UriInfo uri) {
        return refused(
                new ProblemException(
                        ProblemType.NOT_ALLOWED,
                        "this needs another role than the token has; docs/security.md has the table of paths and roles",
                        fault),
                uri);
    }

    @ServerExceptionMapper
    Response unreadable(CallException fault, @Context UriInfo uri) {
        ProblemType type =
                switch (fault.kind()) {
                    case NOT_A_REQUEST -> ProblemType.NOT_A_REQUEST;
                    case NOT_AN_EVENT -> ProblemType.NOT_AN_EVENT;
                };
        return refused(new ProblemException(type, String.valueOf(fault.getMessage()), fault), uri);
    }

    @ServerExceptionMapper
    Response failed(Exception fault, @Context UriInfo uri) {
        LOG.errorf(fault, "%s could not be answered", Printable.of(uri.getPath(), 200));
        Problem problem = plain(Status.INTERNAL_SERVER_ERROR, "the service failed; its log has the cause", uri);
        return response(Response.serverError(), problem);
    }

    private static Problem plain(Response.StatusType status, String detail, UriInfo uri) {
        return new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, uri.getPath());
    }

    private static String detail(int status, String path) {
        return switch (status) {
            case 404 ->
                "there is no " + path
                        + "; there are GET and POST /runs, GET /runs/{run}/events, POST /runs/{run}/commands and "
                        + "POST /runs/{run}/attempts/{attempt}/events";
            case 405 -> path + " does not take this method; it takes " + AllowedMethods.of(path);
            case 406 -> "events are text/event-stream, and everything else is application/json";
            case 415 -> "the body is application/json";
            default -> "the request is invalid";
        };
    }

    private static Response response(Response.ResponseBuilder response, Problem problem) {
        try {
            return response.type(Problem.MEDIA_TYPE)
                    .entity(Wire.JSON.writeValueAsString(problem))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem that JSON cannot write: " + problem, e);
        }
    }
}
