package io.epochal.callback.api.trainers;

import io.epochal.callback.api.access.JsonBody;
import io.epochal.callback.api.access.JsonType;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.guard.Role;
import io.epochal.protocol.attach.Report;
import io.epochal.tracing.TraceParent;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What attached programs say of their runs: {@code docs/trainers.md} is their contract. */
@RolesAllowed(Role.TRAINS)
@Path("/runs/{run}/attempts/{attempt}/events")
public class ReportResource {
    private final Clock clock = Clock.systemUTC();
    private final Reporting runs;
    private final TrainerCalls calls;

    ReportResource(Reporting runs, TrainerCalls calls) {
        this.runs = runs;
        this.calls = calls;
    }

    /** Takes what a trainer says, and answers with what it is to do. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "report",
            summary = "Say what happened in a run",
            description =
                    "Stores the events, and where the last is a barrier waits for the verdict on it. The same events again are a "
                            + "repeat, with the same answer.")
    @RequestBody(
            required = true,
            description =
                    "Events without run, attempt, time and a barrier's params, which the service adds; each as the AsyncAPI document has it.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReportBody.class),
                            examples = @ExampleObject(name = "report", value = TrainerExamples.REPORT)))
    @APIResponse(responseCode = "200", description = "The verdict, and what users have asked meanwhile.")
    @APIResponse(responseCode = "400", description = "The body is not JSON, or the run's id is invalid.")
    @APIResponse(
            responseCode = "409",
            description = "A newer attempt has the run, events are missing before these, or the run has ended.")
    @APIResponse(
            responseCode = "422",
            description = "Something is not an event; the detail has the place and the reason.")
    @APIResponse(responseCode = "503", description = "Kafka or the deciders have not answered in time: send it again.")
    public CompletionStage<Response> report(
            @Parameter(description = "The run's id.", example = RunId.EXAMPLE) @PathParam("run") String run,
            @Parameter(description = "The attempt, as the attachment was answered.", example = "1")
                    @PathParam("attempt")
                    int attempt,
            @Context HttpHeaders headers,
            byte[] body) {
        JsonType.require(headers);
        RunId.check(run);
        return calls.answer(
                Response.Status.OK,
                () -> runs.report(
                        run,
                        attempt,
                        TraceParent.of(headers.getHeaderString(TraceParent.HEADER)),
                        attached -> Report.read(
                                JsonBody.object(body, ""), run, attempt, attached.params(), clock.instant())));
    }
}
