package io.epochal.callback.api.trainers;

import io.epochal.callback.api.access.JsonBody;
import io.epochal.callback.api.access.JsonType;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.log.CallbackCheck;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.protocol.attach.AttachRequest;
import io.epochal.protocol.field.SpecException;
import io.epochal.tracing.TraceParent;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Programs that train under this service over HTTP: {@code docs/trainers.md} is their contract. */
@RolesAllowed(Role.TRAINS)
@Path("/runs")
public class AttachResource {
    private final Attaching runs;
    private final CallbackCheck callbacks;
    private final TrainerCalls calls;
    private final CurrentCaller caller;

    AttachResource(Attaching runs, CallbackCheck callbacks, TrainerCalls calls, CurrentCaller caller) {
        this.runs = runs;
        this.callbacks = callbacks;
        this.calls = calls;
        this.caller = caller;
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
            description = "What the program is, what it can obey, and its callbacks: docs/trainers.md has each field.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AttachBody.class),
                            examples = @ExampleObject(name = "attachment", value = TrainerExamples.ATTACHMENT)))
    @APIResponse(responseCode = "201", description = "The run, the attempt and the first verdict.")
    @APIResponse(responseCode = "400", description = "The body is not JSON.")
    @APIResponse(responseCode = "409", description = "The run has ended, or is the trainer service's.")
    @APIResponse(
            responseCode = "422",
            description = "Something is wrong with the callbacks or with another field, which the detail names.")
    @APIResponse(responseCode = "429", description = "The caller has too many runs under way.")
    @APIResponse(responseCode = "503", description = "Kafka or the deciders have not answered in time: send it again.")
    public CompletionStage<Response> attach(@Context HttpHeaders headers, byte[] body) {
        JsonType.require(headers);
        TraceParent parent = TraceParent.of(headers.getHeaderString(TraceParent.HEADER));
        Requester who = caller.get();
        return calls.answer(Response.Status.CREATED, () -> runs.attach(who, read(body), parent));
    }

    private AttachRequest read(byte[] body) {
        AttachRequest request = AttachRequest.read(JsonBody.object(body, ""));
        Set<String> capabilities = new TreeSet<>(request.trainer().capabilities());
        try {
            callbacks.require(request.start().callbacks(), request.start().params(), capabilities);
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.NOT_A_REQUEST, String.valueOf(e.getMessage()));
        }
        return request;
    }
}
