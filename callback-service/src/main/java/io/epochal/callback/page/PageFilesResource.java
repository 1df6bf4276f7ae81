package io.epochal.callback.page;

import io.epochal.callback.guard.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The page's style sheets and scripts. Each is read once, when it is asked for. */
@ApplicationScoped
@RolesAllowed(Role.VIEWS)
@Path("/page/{file}")
public class PageFilesResource {
    private final Map<PageFile, byte[]> read = new ConcurrentHashMap<>();

    /** One of them. A browser asks each time whether it has changed, so that a new version of the service needs no other name. */
    @GET
    @Operation(hidden = true)
    public Response file(@PathParam("file") String name, @Context Request request) {
        PageFile file = PageFile.named(name).orElseThrow(NotFoundException::new);
        byte[] bytes = read.computeIfAbsent(file, PageFile::read);
        EntityTag tag = new EntityTag(Integer.toHexString(Arrays.hashCode(bytes)) + "-" + bytes.length);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder answer = unchanged == null ? Response.ok(bytes).type(file.type()) : unchanged;
        return answer.tag(tag)
                .header("X-Content-Type-Options", "nosniff")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-cache")
                .build();
    }
}
