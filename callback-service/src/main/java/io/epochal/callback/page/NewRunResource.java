package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.commands.NewRuns;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.guard.SessionCookie;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.view.NewRun;
import io.epochal.protocol.field.SpecException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A new run with another one's spec, which is edited before. */
@RolesAllowed(Role.OPERATES)
@Path("/runs/{run}/new")
@Produces(MediaType.TEXT_HTML)
public class NewRunResource {
    private static final int UNPROCESSABLE = 422;

    private final Clock clock = Clock.systemUTC();
    private final NewRuns requests;
    private final FoundRuns runs;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    NewRunResource(NewRuns requests, FoundRuns runs, RequestExecutor desk, CurrentCaller caller) {
        this.requests = requests;
        this.runs = runs;
        this.desk = desk;
        this.caller = caller;
    }

    /** The run's spec, to be edited, and an id for the new run. */
    @GET
    @Operation(hidden = true)
    public CompletionStage<Response> edit(
            @PathParam("run") String run,
            @CookieParam(FormToken.COOKIE) @Nullable String cookie,
            @Context HttpServerRequest request) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            NewRun shown = runs.known(who, run, followed -> NewRun.from(followed, clock.instant()))
                    .orElseThrow(() -> new ProblemException(
                            ProblemType.NOT_OURS, "a program of its own trains " + run + ", and starts such runs"));
            FormToken token = FormToken.of(cookie);
            return token.in(
                    HtmlAnswer.page(PageTemplates.newRun(shown, token.text(), who)), SessionCookie.isSecure(request));
        });
    }

    /** Requests the new run and leads to its page; or shows what is wrong, and has requested nothing. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public CompletionStage<Response> request(
            @PathParam("run") String run,
            @CookieParam(FormToken.COOKIE) @Nullable String cookie,
            @HeaderParam("Sec-Fetch-Site") @Nullable String site,
            @BeanParam NewRunForm form) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            FormToken.require(cookie, form.token, site);
            try {
                var requested = requests.request(who, FormSender.name(who, form.by), form.id(), form.spec());
                return HtmlAnswer.guarded(Response.status(Response.Status.SEE_OTHER))
                        .header("Location", "/runs/" + requested.run())
                        .build();
            } catch (SpecException e) {
                NewRun again = NewRun.again(run, form.id(), form.spec(), e);
                return HtmlAnswer.page(
                        Response.status(UNPROCESSABLE), PageTemplates.newRun(again, String.valueOf(form.token), who));
            }
        });
    }
}
