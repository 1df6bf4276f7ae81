package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.commands.CommandRequests;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.live.RunFeeds;
import io.epochal.protocol.CommandRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What a page asks of a run. The trainer's answer is an event, which the page shows when it comes. */
@RolesAllowed(Role.OPERATES)
@Path("/runs/{run}/steer")
public class SteeringResource {
    private final CommandRequests requests;
    private final RunFeeds feeds;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    SteeringResource(CommandRequests requests, RunFeeds feeds, RequestExecutor desk, CurrentCaller caller) {
        this.requests = requests;
        this.feeds = feeds;
        this.desk = desk;
        this.caller = caller;
    }

    /** Sends the form's command, and leads back to the run's page once it is durable. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> steer(
            @PathParam("run") String run,
            @CookieParam(FormToken.COOKIE) @Nullable String cookie,
            @HeaderParam("Sec-Fetch-Site") @Nullable String site,
            @BeanParam SteeringForm form) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            String id = RunId.check(run);
            FormToken.require(cookie, form.token, site);
            CommandRequest request = requests.send(who, id, null, FormSender.name(who, form.by), form.command());
            feeds.of(id).sent(request);
            return HtmlAnswer.guarded(Response.status(Response.Status.SEE_OTHER))
                    .header("Location", "/runs/" + id + "#requests")
                    .build();
        });
    }
}
