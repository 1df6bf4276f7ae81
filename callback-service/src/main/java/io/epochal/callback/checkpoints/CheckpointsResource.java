package io.epochal.callback.checkpoints;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.FoundRuns;
import io.epochal.callback.store.CheckpointDoor;
import io.epochal.callback.store.OutgoingModel;
import io.epochal.callback.summary.ExportName;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A run's checkpoints. */
@RolesAllowed(Role.VIEWS)
@Path("/runs/{run}/checkpoints")
public class CheckpointsResource {
    private static final Logger LOG = Logger.getLogger(CheckpointsResource.class);

    private final FoundRuns runs;
    private final CheckpointDoor door;
    private final ModelDownloads downloads;
    private final RequestExecutor desk;
    private final CurrentCaller caller;
    private final String bucket;

    CheckpointsResource(
            FoundRuns runs,
            CheckpointDoor door,
            ModelDownloads downloads,
            RequestExecutor desk,
            CurrentCaller caller,
            @ConfigProperty(name = "epochal.s3.bucket") String bucket) {
        this.runs = runs;
        this.door = door;
        this.downloads = downloads;
        this.desk = desk;
        this.caller = caller;
        this.bucket = bucket;
    }

    /** Those that have names. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "checkpoints",
            summary = "A run's checkpoints by their names",
            description =
                    "Newest first, as the log has them; the final model's name is final. formats says in which each can be had here.")
    @APIResponse(responseCode = "200", description = "The checkpoints that have names.")
    @APIResponse(responseCode = "400", description = "The run's id is invalid.")
    @APIResponse(responseCode = "404", description = "There is no such run.")
    @APIResponse(responseCode = "503", description = "Kafka has not answered in time, or too many runs are looked at.")
    public CompletionStage<Response> list(
            @Parameter(description = "The run's id.", example = RunId.EXAMPLE) @PathParam("run") String run) {
        Requester who = caller.get();
        return desk.serve(() -> {
            CheckpointList list =
                    runs.known(who, run, followed -> CheckpointList.of(followed.details(), bucket, door.isThere()));
            return Response.ok(Wire.JSON.writeValueAsString(list))
                    .header("Cache-Control", "no-store")
                    .build();
        });
    }

    /** One of them as a file. */
    @GET
    @Path("{name: .+}")
    @Operation(
            operationId = "checkpoint",
            summary = "A checkpoint as a file",
            description =
                    """
                    As ./epochal runs export writes it: keras is Keras' own file with the optimizer's state, weights.h5 its weights alone, \
                    safetensors the weights under Keras' names. The bytes are compared with what was stored: an answer that ends before its \
                    Content-Length is to be thrown away.""")
    @APIResponse(
            responseCode = "200",
            description = "The file.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @APIResponse(responseCode = "400", description = "The run's id, the name or the format is none.")
    @APIResponse(
            responseCode = "404",
            description = "There is no such run, it has no checkpoint of this name, or that was deleted.")
    @APIResponse(
            responseCode = "409",
            description = "The checkpoint is where this service does not read: the detail says where.")
    @APIResponse(
            responseCode = "422",
            description =
                    "Keras has no layers for this model, it is larger than this service makes, or its checkpoint is damaged.")
    @APIResponse(
            responseCode = "503",
            description = "Too many checkpoints are on their way, or Kafka or the object store does not answer.")
    public Response file(
            @Parameter(description = "The run's id.", example = RunId.EXAMPLE) @PathParam("run") String run,
            @Parameter(description = "The checkpoint's name; final is the final model's.", example = "final")
                    @PathParam("name")
                    String name,
            @Parameter(
                            description =
                                    "keras, weights.h5 or safetensors; default: what the name ends with, else safetensors.",
                            example = "keras")
                    @QueryParam("format")
                    @Nullable
                    String format,
            @Context RoutingContext exchange)
            throws LogUnavailableException {
        RunId.check(run);
        CheckpointQuery asked = CheckpointQuery.read(name, format);
        Requester who = caller.get();
        DownloadPlace place = downloads.enter(who);
        exchange.addEndHandler(ended -> place.close());
        boolean begun = false;
        try {
            Response answer = answer(who, run, asked, place, exchange);
            begun = true;
            return answer;
        } finally {
            if (!begun) {
                place.close();
            }
        }
    }

    private Response answer(
            Requester who, String run, CheckpointQuery asked, DownloadPlace place, RoutingContext exchange)
            throws LogUnavailableException {
        runs.require(who, run);
        OutgoingModel model = opened(who, run, asked);
        place.hold(model::close);
        StreamingOutput body = out -> {
            try (place) {
                model.write(place.guarded(out));
            } catch (IOException e) {
                // Its head is sent: that there is no whole body is all that can be said.
                LOG.infof("%s of %s has broken off: %s", asked.name(), run, Printable.of(String.valueOf(e), 500));
                exchange.response().reset();
            }
        };
        String file = ExportName.download(run, asked.name(), asked.format().toString());
        return Response.ok(body, MediaType.APPLICATION_OCTET_STREAM)
                .header("Content-Length", model.size())
                .header("Content-Disposition", "attachment; filename=\"" + file + "\"")
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .build();
    }

    /** Of what is not in the store the log says where it is: a program of its own keeps it, or nobody here can read it. */
    private OutgoingModel opened(Requester who, String run, CheckpointQuery asked) throws LogUnavailableException {
        try {
            return downloads.open(run, asked);
        } catch (ProblemException e) {
            if (e.getResponse().getStatus() == ProblemType.CHECKPOINT_UNKNOWN.status()
                    || e.getResponse().getStatus() == ProblemType.CHECKPOINT_ELSEWHERE.status()) {
                requireReadable(who, run, asked.name());
            }
            throw e;
        }
    }

    private void requireReadable(Requester who, String run, String name) throws LogUnavailableException {
        CheckpointList list =
                runs.known(who, run, followed -> CheckpointList.of(followed.details(), bucket, door.isThere()));
        Optional<CheckpointList.Row> row = list.checkpoints().stream()
                .filter(one -> one.name().equals(name))
                .findFirst();
        if (row.isEmpty()) {
            throw new ProblemException(ProblemType.CHECKPOINT_UNKNOWN, "run " + run + " has no checkpoint " + name);
        }
        if (!list.reason().isEmpty()) {
            throw new ProblemException(
                    ProblemType.CHECKPOINT_ELSEWHERE,
                    list.reason() + ": " + row.get().uri());
        }
    }
}
