package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.log.AuditLog;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.tokens.TokenRegistry;
import io.epochal.callback.guard.AuditEntry;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.view.AuditLine;
import io.epochal.protocol.Wire;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Who has asked what of this service, newest first: requests to runs with their answers, and tokens. */
@Path("/audit")
@RolesAllowed(Role.ADMINISTERS)
public class AuditResource {
    private static final int MOST = 500;

    private final AuditLog requests;
    private final TokenRegistry tokens;
    private final RequestExecutor desk;

    AuditResource(AuditLog requests, TokenRegistry tokens, RequestExecutor desk) {
        this.requests = requests;
        this.tokens = tokens;
        this.desk = desk;
    }

    /** The newest of them. */
    public record Audit(List<AuditEntry> entries) {}

    /** For programs. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "audit", summary = "Who has asked what, newest first")
    @APIResponse(responseCode = "200", description = "The newest " + MOST + " requests and changes of tokens.")
    public CompletionStage<Response> list() {
        return desk.serve(() -> Response.ok(Wire.JSON.writeValueAsString(new Audit(entries())))
                .header("Cache-Control", "no-store")
                .build());
    }

    /** For people. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> page() {
        return HtmlAnswer.of(
                desk,
                () -> HtmlAnswer.page(PageTemplates.audit(entries().stream()
                        .map(one -> AuditLine.of(one.time(), one.by(), one.what(), one.run(), one.answer()))
                        .toList())));
    }

    private List<AuditEntry> entries() throws LogUnavailableException {
        return Stream.concat(requests.requests(MOST).stream(), tokens.history().stream())
                .sorted(Comparator.comparing(AuditEntry::time).reversed())
                .limit(MOST)
                .toList();
    }
}
