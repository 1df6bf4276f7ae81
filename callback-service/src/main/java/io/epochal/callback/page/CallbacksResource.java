package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.guard.SessionCookie;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.view.CallbacksEdit;
import io.epochal.callback.page.view.FollowedRun;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Other callbacks for a run under way: they are written, then shown with what they change, then sent. */
@RolesAllowed(Role.VIEWS)
@Path("/runs/{run}/callbacks")
@Produces(MediaType.TEXT_HTML)
public class CallbacksResource {
    private final FoundRuns runs;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    CallbacksResource(FoundRuns runs, RequestExecutor desk, CurrentCaller caller) {
        this.runs = runs;
        this.desk = desk;
        this.caller = caller;
    }

    /** The list that the run has now, to be edited. */
    @GET
    @Operation(hidden = true)
    public CompletionStage<Response> edit(
            @PathParam("run") String run,
            @CookieParam(FormToken.COOKIE) @Nullable String cookie,
            @Context HttpServerRequest request) {
        return answer(run, cookie, request, CallbacksEdit::begin);
    }

    /** What a list would change. Nothing is sent to the run. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public CompletionStage<Response> preview(
            @PathParam("run") String run,
            @CookieParam(FormToken.COOKIE) @Nullable String cookie,
            @FormParam("value") @DefaultValue("") String list,
            @Context HttpServerRequest request) {
        return answer(run, cookie, request, followed -> CallbacksEdit.preview(followed, list));
    }

    private CompletionStage<Response> answer(
            String run, @Nullable String cookie, HttpServerRequest request, Function<FollowedRun, CallbacksEdit> edit) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            FormToken token = FormToken.of(cookie);
            CallbacksEdit shown = runs.known(who, run, edit);
            return token.in(
                    HtmlAnswer.page(PageTemplates.callbacks(shown, token.text(), who)),
                    SessionCookie.isSecure(request));
        });
    }
}
