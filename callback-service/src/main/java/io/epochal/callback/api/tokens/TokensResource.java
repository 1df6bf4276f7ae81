package io.epochal.callback.api.tokens;

import io.epochal.callback.api.access.JsonBody;
import io.epochal.callback.api.access.JsonType;
import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.guard.ApiToken;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.protocol.Wire;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** API tokens, for administrators. */
@Path("/tokens")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMINISTERS)
public class TokensResource {
    private static final String EXAMPLE =
            "{\"name\":\"nightly\",\"role\":\"trainer\",\"runs\":[\"nightly-*\"],\"expires\":\"2030-01-02T03:04:05Z\"}";

    private final TokenRegistry tokens;
    private final CurrentCaller caller;
    private final RequestExecutor desk;

    TokensResource(TokenRegistry tokens, CurrentCaller caller, RequestExecutor desk) {
        this.tokens = tokens;
        this.caller = caller;
        this.desk = desk;
    }

    /** A token without its secret. */
    @Schema(description = "A token that holds, without its secret.")
    public record Listed(
            String id,
            String name,
            String role,
            List<String> runs,
            Instant created,
            String createdBy,
            @Schema(nullable = true, description = "Until when it holds; null where it is until it is revoked.")
                    @Nullable
                    Instant expires) {
        static Listed of(ApiToken token) {
            return new Listed(
                    token.id(),
                    token.name(),
                    token.role().text(),
                    token.runs().globs(),
                    token.created(),
                    token.createdBy(),
                    token.expires());
        }
    }

    /** All tokens that hold. */
    @Schema(description = "All tokens that hold, by name.")
    public record Listing(List<Listed> tokens) {}

    /** A token that was just made. */
    @Schema(description = "The new token. Its text is nowhere else.")
    public record Made(String token, Listed listed) {}

    /** Makes a token, and shows its text for the only time. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "makeToken", summary = "Make a token")
    @RequestBody(
            required = true,
            description = "Its name, its role, the runs that it sees (all, where they are left out), and its end.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = Object.class),
                            examples = @ExampleObject(name = "token", value = EXAMPLE)))
    @APIResponse(
            responseCode = "201",
            description = "The token's text, and what is stored of it.",
            content = @Content(schema = @Schema(implementation = Made.class)))
    @APIResponse(responseCode = "409", description = "There is a token of this name.")
    @APIResponse(responseCode = "422", description = "A field is wrong, which the detail names.")
    public CompletionStage<Response> make(@Context HttpHeaders headers, byte[] body) {
        JsonType.require(headers);
        Requester by = caller.get();
        return desk.serve(() -> {
            TokenOrder order = TokenOrder.read(JsonBody.object(body, ", such as " + EXAMPLE), Instant.now());
            TokenRegistry.Made made = tokens.make(order, by);
            return answer(Response.Status.CREATED, new Made(made.text().text(), Listed.of(made.token())));
        });
    }

    /** Lists them. */
    @GET
    @Operation(operationId = "listTokens", summary = "List the tokens that hold")
    @APIResponse(
            responseCode = "200",
            description = "Without the operator's own.",
            content = @Content(schema = @Schema(implementation = Listing.class)))
    public CompletionStage<Response> list() {
        return desk.serve(() -> answer(
                Response.Status.OK,
                new Listing(tokens.holding().stream().map(Listed::of).toList())));
    }

    /** Ends one. Every replica knows that within a second. */
    @DELETE
    @Path("{name}")
    @Operation(operationId = "revokeToken", summary = "Revoke a token")
    @APIResponse(responseCode = "204", description = "It holds no longer, within a second on all replicas.")
    @APIResponse(responseCode = "404", description = "No token that holds has this name.")
    public CompletionStage<Response> revoke(@PathParam("name") String name) {
        Requester by = caller.get();
        return desk.serve(() -> {
            tokens.revoke(name, by);
            return Response.noContent().build();
        });
    }

    private static Response answer(Response.Status status, Object what) throws IOException {
        return Response.status(status)
                .header("Cache-Control", "no-store")
                .entity(Wire.JSON.writeValueAsString(what))
                .build();
    }
}
