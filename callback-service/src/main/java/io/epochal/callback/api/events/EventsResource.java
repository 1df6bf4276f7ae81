package io.epochal.callback.api.events;

import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.guard.Role;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** A run's events, as server-sent events. */
@RolesAllowed(Role.VIEWS)
@Path("/runs/{run}/events")
public class EventsResource {
    public static final String EXAMPLE =
            """
            id:0-1742
            event:io.epochal.RunSuspended
            data:{"run":"mnist-cnn-20260102-030405-7f3a","attempt":1,"sequence":9,"time":"2026-01-02T03:04:05.678Z",\
            "epoch":3,"batch":12,"step":1137}
            """;
    private static final Duration CLIENT_TIMEOUT = Duration.ofMinutes(1);
    private final EventStreams streams;
    private final CurrentCaller caller;

    EventsResource(EventStreams streams, CurrentCaller caller) {
        this.streams = streams;
        this.caller = caller;
    }

    /**
     * Streams the run's events.
     *
     * <p>A run that has been requested and waits for a trainer has no events yet, and the stream waits for them. A run that is
     * unknown is answered with 404, not with an empty stream. A run that is over, with nothing left to be read, is answered with
     * 204, at which an EventSource does not reconnect.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            operationId = "events",
            summary = "A run's events, as server-sent events",
            description =
                    """
                    Each has the event's place in the log as its id, its CloudEvents type as its event, and its JSON as its data, \
                    as it is in Kafka. Reconnect with the last id as Last-Event-ID, as an EventSource does by itself, and nothing \
                    is lost or doubled. The stream ends after RunEnded, unless a request resumes the run. A comment \
                    line is sent every 15 seconds while there is nothing else. A run that waits for a trainer has no events yet; \
                    the stream waits for them.""")
    @APIResponse(
            responseCode = "200",
            description = "The events that there are and, until the run is over, those that come.",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            examples = @ExampleObject(name = "RunSuspended", value = EXAMPLE)))
    @APIResponse(responseCode = "204", description = "The run is over and nothing is left of it to be read.")
    @APIResponse(
            responseCode = "400",
            description = "There is no such position in the log, no such type of event, or the run's id is invalid.")
    @APIResponse(responseCode = "403", description = "The request comes from an origin that is not allowed.")
    @APIResponse(
            responseCode = "404",
            description = "There is no such run: no event of it, and it waits for no trainer.")
    @APIResponse(responseCode = "410", description = "Kafka has deleted what was behind that position.")
    @APIResponse(responseCode = "421", description = "The Host header is not allowed.")
    @APIResponse(
            responseCode = "503",
            description = "Too many streams are open, or Kafka cannot be reached or has not answered in time.")
    public void events(
            @Parameter(description = "The run's id.", example = RunId.EXAMPLE) @PathParam("run") String run,
            @Parameter(
                            description =
                                    "Where to begin: beginning, end (what comes from now on), or an id (with that event).",
                            example = "0-1742")
                    @QueryParam("from")
                    @DefaultValue("beginning")
                    String from,
            @Parameter(
                            description =
                                    "Only events of this type, or of these, with or without io.epochal. before it.",
                            example = "EpochEnded")
                    @QueryParam("type")
                    List<String> types,
            @Parameter(
                            description =
                                    "The id of the last event that was received: continue right behind it. Wins over from.",
                            example = "0-1742")
                    @HeaderParam("Last-Event-ID")
                    @Nullable
                    String lastEventId,
            @Context HttpServerResponse response,
            @Context SseEventSink sink,
            @Context Sse sse)
            throws LogUnavailableException {
        response.putHeader("Cache-Control", "no-store");
        // So that nginx hands on each event at once.
        response.putHeader("X-Accel-Buffering", "no");
        EventSubscription subscription =
                new EventSubscription(RunId.check(run), StreamStart.read(from, lastEventId), EventTypeFilter.of(types));
        streams.start(caller.get(), subscription, new SseWriter(sink, sse, CLIENT_TIMEOUT));
    }
}
