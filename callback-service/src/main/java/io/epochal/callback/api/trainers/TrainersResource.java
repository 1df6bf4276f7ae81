package io.epochal.callback.api.trainers;

import io.epochal.callback.api.access.JsonType;
import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.policy.CallbackProviders;
import io.epochal.protocol.Wire;
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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Programs that train under this service over HTTP: {@code docs/trainers.md} is their contract. */
@Path("/runs")
public class TrainersResource {
    private final Clock clock = Clock.systemUTC();
    private final AttachedRuns runs;
    private final CallbackProviders plugins;
    private final RequestExecutor desk;

    TrainersResource(AttachedRuns runs, CallbackProviders plugins, RequestExecutor desk) {
        this.runs = runs;
        this.plugins = plugins;
        this.desk = desk;
    }

    /** Begins an attempt at a run. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "attach",
            summary = "Attach a program that trains",
            description =
                    "Begins the next attempt at the run, and answers with the verdict on its begin. From then on an older attempt is "
                            + "refused. The same attach_id again gets the same answer.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(responseCode = "201", description = "The run, the attempt and the first verdict.")
    @APIResponse(responseCode = "400", description = "The body is not JSON.")
    @APIResponse(responseCode = "409", description = "The run has ended, or is the trainer service's.")
    @APIResponse(
            responseCode = "422",
            description = "Something is wrong with the callbacks or with another field, which the detail names.")
    @APIResponse(responseCode = "503", description = "Kafka or the deciders have not answered in time: send it again.")
    public CompletionStage<Response> attach(@Context HttpHeaders headers, byte[] body) {
        JsonType.require(headers);
        return answer(
                () -> runs.attach(AttachRequest.read(body, plugins)), answer -> json(Response.status(201), answer));
    }

    /** Takes what a trainer says, and answers with what it is to do. */
    @POST
    @Path("/{run}/attempts/{attempt}/events")
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
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
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
        return answer(
                () -> {
                    RunHead.Attachment attachment = runs.require(run, attempt);
                    return runs.report(
                            run, attempt, Report.read(body, run, attempt, attachment.params(), clock.instant()));
                },
                answer -> json(Response.ok(), answer));
    }

    private CompletionStage<Response> answer(
            Callable<CompletionStage<TrainerAnswer>> call, Function<TrainerAnswer, Response> response) {
        return desk.serve(() -> {
                    try {
                        return call.call();
                    } catch (LogUnavailableException e) {
                        throw ProblemException.unavailable(e);
                    }
                })
                .thenCompose(Function.identity())
                .thenApply(response);
    }

    private static Response json(Response.ResponseBuilder response, TrainerAnswer answer) {
        return response.entity(Wire.JSON.valueToTree(answer).toString()).build();
    }
}
