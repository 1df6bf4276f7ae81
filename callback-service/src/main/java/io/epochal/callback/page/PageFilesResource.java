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
    private final Map<PageFile, Served> read = new ConcurrentHashMap<>();

    /** A file with what its content is known by. */
    private record Served(byte[] bytes, EntityTag tag) {
        static Served of(PageFile file) {
            byte[] bytes = file.read();
            return new Served(bytes, new EntityTag(Integer.toHexString(Arrays.hashCode(bytes)) + "-" + bytes.length));
        }
    }

    /** One of them. A browser asks each time whether it has changed, so that a new version of the service needs no other name. */
    @GET
    @Operation(hidden = true)
    public Response file(@PathParam("file") String name, @Context Request request) {
        PageFile file = PageFile.named(name).orElseThrow(NotFoundException::new);
        Served served = read.computeIfAbsent(file, Served::of);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(served.tag());
        Response.ResponseBuilder answer =
                unchanged == null ? Response.ok(served.bytes()).type(file.type()) : unchanged;
        return answer.tag(served.tag())
                .header("X-Content-Type-Options", "nosniff")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-cache")
                .build();
    }
}
