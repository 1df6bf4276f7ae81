package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.runs.RunDirectory;
import io.epochal.callback.api.runs.RunId;
import io.epochal.callback.page.live.RunFeeds;
import io.epochal.callback.page.view.CallbacksEdit;
import io.epochal.callback.page.view.FollowedRun;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Other callbacks for a run under way: they are written, then shown with what they change, then sent. */
@Path("/runs/{run}/callbacks")
@Produces(MediaType.TEXT_HTML)
public class CallbacksResource {
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final RunDirectory runs;
    private final RunFeeds feeds;
    private final RequestExecutor desk;

    CallbacksResource(RunDirectory runs, RunFeeds feeds, RequestExecutor desk) {
        this.runs = runs;
        this.feeds = feeds;
        this.desk = desk;
    }

    /** The list that the run has now, to be edited. */
    @GET
    @Operation(hidden = true)
    public CompletionStage<Response> edit(
            @PathParam("run") String run, @CookieParam(FormToken.COOKIE) @Nullable String cookie) {
        return answer(run, cookie, CallbacksEdit::begin);
    }

    /** What a list would change. Nothing is sent to the run. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public CompletionStage<Response> preview(
            @PathParam("run") String run,
            @CookieParam(FormToken.COOKIE) @Nullable String cookie,
            @FormParam("value") @DefaultValue("") String list) {
        return answer(run, cookie, followed -> CallbacksEdit.preview(followed, list));
    }

    private CompletionStage<Response> answer(
            String run, @Nullable String cookie, Function<FollowedRun, CallbacksEdit> edit) {
        return HtmlAnswer.of(desk, () -> {
            runs.require(RunId.check(run));
            FormToken token = FormToken.of(cookie);
            CallbacksEdit shown = feeds.of(run).look(LIMIT, (followed, partial) -> {
                if (!followed.details().known()) {
                    throw RunDirectory.unknown(run);
                }
                return edit.apply(followed);
            });
            return token.in(HtmlAnswer.page(PageTemplates.callbacks(shown, token.text())));
        });
    }
}
