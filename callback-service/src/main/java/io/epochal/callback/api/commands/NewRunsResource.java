package io.epochal.callback.api.commands;

import io.epochal.callback.api.access.JsonType;
import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.events.EventsResource;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.protocol.field.SpecException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** New runs of the trainer service, by their specs. */
@RolesAllowed(Role.OPERATES)
@Path("/runs/{run}")
public class NewRunsResource {
    private final NewRuns requests;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    NewRunsResource(NewRuns requests, RequestExecutor desk, CurrentCaller caller) {
        this.requests = requests;
        this.desk = desk;
        this.caller = caller;
    }

    /** What a sender gets back. */
    @Schema(description = "The run that was requested.")
    public record Requested(@Schema(description = "The run's id.", examples = RunId.EXAMPLE) String run) {}

    /** Requests the run once its spec is checked. Whichever trainer is free takes it. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "train",
            summary = "Request a new run of the trainer service",
            description =
                    "Answers when Kafka has stored the request. The body is a run spec, of which all is checked that ./epochal train "
                            + "checks; its files must be in the object store already, as those of earlier runs are.")
    @RequestBody(
            required = true,
            description = "A run spec, as in RunRequested.",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "202",
            description = "Kafka has stored it; the run's events come as a trainer has it.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Requested.class)))
    @APIResponse(responseCode = "403", description = "The caller is for other runs.")
    @APIResponse(responseCode = "409", description = "There is a run of this id.")
    @APIResponse(responseCode = "415", description = "The Content-Type is not application/json.")
    @APIResponse(responseCode = "422", description = "Something is wrong with the spec; the detail names the field.")
    @APIResponse(responseCode = "429", description = "The caller has too many runs under way.")
    @APIResponse(
            responseCode = "503",
            description = "Kafka has not stored it in time, and may yet: sent again it is stored, or a 409.")
    public CompletionStage<Response> train(
            @Parameter(description = "The id that the run is to have.", example = RunId.EXAMPLE) @PathParam("run")
                    String run,
            @Parameter(
                            description =
                                    "The sender's name, for the log, where the service asks nobody who they are; else it is the "
                                            + "token's, and another one is refused.",
                            example = "ann")
                    @HeaderParam("X-Requested-By")
                    @Nullable
                    String by,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            byte[] body) {
        JsonType.require(headers);
        String id = RunId.check(run);
        Requester who = caller.get();
        return desk.serve(() -> {
            try {
                var requested = requests.request(who, by, id, new String(body, StandardCharsets.UTF_8));
                return Response.accepted(new Requested(requested.run()))
                        .location(uri.getBaseUriBuilder()
                                .path(EventsResource.class)
                                .build(id))
                        .build();
            } catch (SpecException e) {
                throw new ProblemException(ProblemType.NOT_A_REQUEST, String.valueOf(e.getMessage()));
            }
        });
    }
}
