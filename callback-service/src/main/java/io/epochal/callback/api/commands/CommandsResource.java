package io.epochal.callback.api.commands;

import io.epochal.callback.api.access.JsonType;
import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.events.EventsResource;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.protocol.CommandRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Commands to a run, from users and other services. */
@RolesAllowed(Role.OPERATES)
@Path("/runs/{run}/commands")
public class CommandsResource {
    private final CommandRequests requests;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    CommandsResource(CommandRequests requests, RequestExecutor desk, CurrentCaller caller) {
        this.requests = requests;
        this.desk = desk;
        this.caller = caller;
    }

    /** What a sender gets back. */
    @Schema(description = "The id under which the command will be answered.")
    public record Accepted(
            @Schema(description = "The command's id, as command_id in its CommandApplied event.", examples = "c-1")
                    String id) {}

    /** Accepts a command once it is durable. The trainer's answer is an event: CommandApplied, with this id. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "command",
            summary = "Send a command to a run",
            description =
                    """
                    Answers when Kafka has stored the command. The run's trainer applies it, or rejects it, between two batches, and \
                    publishes the event io.epochal.CommandApplied with this command_id; a run that has ended publishes nothing. A \
                    command that is sent again under its id is applied once, so a client without an answer sends it again with the same \
                    Idempotency-Key.""")
    @RequestBody(
            required = true,
            description =
                    "A command as on the wire, or a CommandRequest as on the wire, of which run and time may be left out.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            description = "type is one of CancelRun, PauseTraining, ReplaceCallbacks, "
                                                    + "ResumeTraining, SaveCheckpoint, SetLearningRate, StopTraining, "
                                                    + "SummarizeWeights"),
                            examples = {
                                @ExampleObject(name = "StopTraining", value = CommandExamples.STOP),
                                @ExampleObject(name = "CancelRun", value = CommandExamples.CANCEL),
                                @ExampleObject(name = "PauseTraining", value = CommandExamples.PAUSE),
                                @ExampleObject(name = "ResumeTraining", value = CommandExamples.RESUME),
                                @ExampleObject(name = "SetLearningRate", value = CommandExamples.RATE),
                                @ExampleObject(name = "SaveCheckpoint", value = CommandExamples.SAVE),
                                @ExampleObject(name = "SummarizeWeights", value = CommandExamples.SUMMARIZE),
                                @ExampleObject(name = "ReplaceCallbacks", value = CommandExamples.REPLACE),
                                @ExampleObject(name = "CommandRequest", value = CommandExamples.REQUEST)
                            }))
    @APIResponse(
            responseCode = "202",
            description = "Kafka has stored it; the answer comes as an event.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The run's events.",
                            schema = @Schema(implementation = String.class)),
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Accepted.class)))
    @APIResponse(
            responseCode = "400",
            description = "The body is not JSON, or the run's or the command's id is invalid.")
    @APIResponse(responseCode = "403", description = "The request comes from an origin that is not allowed.")
    @APIResponse(
            responseCode = "404",
            description = "There is no such run: no event of it, and it waits for no trainer.")
    @APIResponse(responseCode = "413", description = "The body is too large.")
    @APIResponse(responseCode = "415", description = "The Content-Type is not application/json.")
    @APIResponse(responseCode = "421", description = "The Host header is not allowed.")
    @APIResponse(
            responseCode = "422",
            description = "It is no command, or one that only callbacks can send; the detail has the reason.")
    @APIResponse(
            responseCode = "503",
            description = "Kafka has not stored it in time, and may yet, or it is unknown whether there is such a run, "
                    + "or too many requests are under way: send it again with the same Idempotency-Key.")
    public CompletionStage<Response> command(
            @Parameter(description = "The run's id.", example = RunId.EXAMPLE) @PathParam("run") String run,
            @Parameter(
                            description = "The command's id, chosen by the sender; sent twice it is applied once.",
                            example = "c-1")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
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
        URI events = uri.getBaseUriBuilder().path(EventsResource.class).build(RunId.check(run));
        Requester who = caller.get();
        return desk.serve(() -> {
            CommandRequest request = requests.send(who, run, key, by, CommandBody.read(body));
            return Response.accepted(new Accepted(request.commandId()))
                    .location(events)
                    .build();
        });
    }
}
